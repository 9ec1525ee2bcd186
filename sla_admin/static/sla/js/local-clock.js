// The clock of the top bar, in the viewer's zone. Its zone's name stays as the server wrote it.
import { language } from "./page-data.js";
import { tickWith } from "./ticker.js";

const element = document.querySelector("[data-local-clock]");

if (element) {
  const twelve = / [^\d\s]+ \S+$/.test(element.textContent.trim()) && /\d [a-z]{2} /i.test(element.textContent);
  const zoneName = element.textContent.trim().split(" ").at(-1);
  const format = new Intl.DateTimeFormat(language, {
    timeZone: element.dataset.zone, weekday: "short", day: "numeric", month: "short", hour: twelve ? "numeric" : "2-digit",
    minute: "2-digit", hourCycle: twelve ? "h12" : "h23",
  });
  tickWith((now) => {
    const part = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
    const half = twelve ? ` ${part.dayPeriod.toLowerCase()}` : "";
    const text = `${part.weekday} ${part.day} ${part.month}, ${part.hour}:${part.minute}${half} ${zoneName}`;
    if (element.textContent !== text) element.textContent = text;
  });
}
