// The bell: opens the latest notices over the page, counts what is unread, and asks every half minute whether there is
// more (304 when not). Without this script the bell is a link to the page of notices.
//
// Where a person said so in their preferences, the browser itself shows what is new, as long as a page is open. Pages open
// at the same time share a memory of the last one shown, so that each appears once.
import { announce } from "./announce.js";
import { signedOut } from "./signed-out.js";

const EVERY_MS = 30_000;
const SHOWN = "sla.notices.shown";

const bell = document.getElementById("bell");
const panel = document.getElementById("bell-panel");
let version = "";
let newest = null;

async function ask() {
  const headers = { "X-Fragment": "#bell-content" };
  if (version) headers["If-None-Match"] = version;
  try {
    const answer = await fetch(bell.dataset.latest, { headers, cache: "no-store", signal: AbortSignal.timeout(20_000) });
    if (signedOut(answer) || !answer.ok) return;
    version = answer.headers.get("ETag") ?? "";
    take(await answer.text());
  } catch {
    // Offline or slow: the next time.
  }
}

function take(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const fresh = template.content.getElementById("bell-content");
  const old = document.getElementById("bell-content");
  if (!fresh || !old) return;
  if (!old.contains(document.activeElement)) old.replaceWith(fresh);
  count(Number(fresh.dataset.unread), fresh.dataset.label);
  const last = Number(fresh.dataset.newest);
  if (newest !== null && last > newest && Number(fresh.dataset.unread)) announce(fresh.dataset.label, "notices");
  newest = last;
  show(JSON.parse(fresh.dataset.shown));
}

function count(unread, label) {
  bell.ariaLabel = label;
  const badge = bell.querySelector(".top-count");
  badge.hidden = unread === 0;
  badge.textContent = unread > 99 ? "99+" : String(unread);
}

function show(notices) {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const last = remembered();
  const fresh = notices.filter((notice) => last !== null && notice.id > last).reverse();
  remember(Math.max(last ?? 0, ...notices.map((notice) => notice.id)));
  for (const { id, title, body } of fresh) {
    const shown = new Notification(title, { body, tag: `sla-${id}` });
    shown.addEventListener("click", () => {
      window.focus();
      location.assign(bell.href);
    });
  }
}

// Null before anything was remembered: what is old when somebody begins is not shown.
function remembered() {
  try {
    const kept = localStorage.getItem(SHOWN);
    return kept === null ? null : Number(kept);
  } catch {
    return newest;
  }
}

function remember(id) {
  try {
    localStorage.setItem(SHOWN, String(id));
  } catch {
    // A browser that keeps nothing: this page's own memory serves.
  }
}

if (bell && panel?.showPopover) {
  bell.setAttribute("aria-haspopup", "dialog");
  bell.ariaExpanded = "false";
  bell.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (panel.matches(":popover-open")) return panel.hidePopover();
    await ask();
    panel.showPopover();
    panel.querySelector("button, a")?.focus();
  });
  panel.addEventListener("toggle", (event) => {
    bell.ariaExpanded = String(event.newState === "open");
    if (event.newState === "closed" && (panel.contains(document.activeElement) || document.activeElement === document.body)) bell.focus();
  });
  setInterval(() => document.hidden || ask(), EVERY_MS);
  document.addEventListener("visibilitychange", () => document.hidden || ask());
}
