// One heartbeat a second for everything that ticks, on the full second of the server's clock. Silent in hidden tabs.
import { askAgain, serverNow, sleptMeanwhile } from "./server-time.js";

const ticking = new Set();
let timer = 0;

export function tickWith(callback) {
  ticking.add(callback);
  start();
  return () => ticking.delete(callback);
}

function start() {
  if (timer || document.hidden) return;
  timer = setTimeout(beat, 1000 - (serverNow() % 1000) + 5);
}

async function beat() {
  timer = 0;
  if (sleptMeanwhile()) await askAgain();
  const now = serverNow();
  for (const callback of ticking) callback(now);
  if (ticking.size) start();
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(timer);
  timer = 0;
  if (!document.hidden && ticking.size) beat();
});
