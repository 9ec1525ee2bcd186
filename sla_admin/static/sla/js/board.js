// What boards add to live lists: the time of the last answer, hours that tell when they change, a wall that stays awake.
import { fill, openTime } from "./duration-text.js";
import { language, words } from "./page-data.js";
import { serverNow } from "./server-time.js";
import { tickWith } from "./ticker.js";

const section = document.querySelector("[data-live]");
const shown = section?.querySelector("[data-live-at]");

if (section && shown) {
  const twelve = shown.dataset.cycle === "12";
  const format = new Intl.DateTimeFormat(language, {
    timeZone: shown.dataset.zone, hour: twelve ? "numeric" : "2-digit", minute: "2-digit", second: "2-digit", hourCycle: twelve ? "h12" : "h23",
  });
  const last = section.querySelector("[data-live-last]");
  section.addEventListener("live-answer", () => {
    shown.textContent = last.textContent = format.format(serverNow());
  });
  tickWith((now) => {
    for (const element of section.querySelectorAll("[data-changes]")) {
      const left = Number(element.dataset.changes) - now;
      if (left < 0) continue;
      const text = fill(element.dataset.pattern, { time: openTime(left, words) });
      if (element.textContent !== text) element.textContent = text;
    }
  });
}

if (document.querySelector("[data-wall]")) {
  document.documentElement.dataset.onWall = "";
  stayAwake();
  const button = document.querySelector("[data-full-screen]");
  if (button && document.documentElement.requestFullscreen) {
    button.hidden = false;
    button.addEventListener("click", () => document.documentElement.requestFullscreen().catch(() => {}));
    document.addEventListener("fullscreenchange", () => (button.hidden = document.fullscreenElement !== null));
  }
}

// A screen on the wall never sleeps where the browser lets us ask for it. The lock ends with the tab's being hidden.
async function stayAwake() {
  if (!navigator.wakeLock) return;
  const ask = () => navigator.wakeLock.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask());
  await ask();
}
