// The server's present instant, in milliseconds since 1970, on a clock that only runs forward.
//
// performance.now() counts from when the page began to load and cannot be set by anybody; the server said which instant
// its answer belongs to. Where that clock stood still (a machine asleep, a tab out of the back-forward cache) the two
// clocks of the browser drift apart, and the server is asked again.
import { addresses, pageAt } from "./page-data.js";

const ASLEEP_MS = 1500;
const navigation = performance.getEntriesByType("navigation")[0];
// The answer was written just before its first byte came; a page without a record of that counts from now.
let offset = pageAt - (navigation?.responseStart || performance.now());
let drift = Date.now() - performance.now();
let asking = false;

export function serverNow() {
  return performance.now() + offset;
}

// An answer written at `at`, asked for at `sent` and received now: believed up to half the way there and back.
export function learn(at, sent) {
  const received = performance.now();
  offset = at - (sent + received) / 2;
  drift = Date.now() - received;
}

export async function askAgain() {
  if (asking || !addresses.time) return;
  asking = true;
  try {
    const sent = performance.now();
    const answer = await fetch(addresses.time, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (answer.ok) learn((await answer.json()).at, sent);
  } catch {
    // Offline: the clock goes on from what it knows; the live dot says that the server does not answer.
  } finally {
    asking = false;
  }
}

export function sleptMeanwhile() {
  return Math.abs(Date.now() - performance.now() - drift) > ASLEEP_MS;
}

addEventListener("pageshow", (event) => event.persisted && askAgain());
