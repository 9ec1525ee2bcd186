// Says what was done, with Undo: bottom centre, eight seconds, for as long as pointer or focus is on it.
// Never the only place for an error.
import { announce } from "./announce.js";

const STAYS_MS = 8000;

export function toast(text, { undo = "", key = "" } = {}) {
  const template = document.getElementById("toast-template");
  const place = document.getElementById("toasts");
  if (!template || !place) return null;
  const element = template.content.firstElementChild.cloneNode(true);
  element.querySelector("p").textContent = text;
  const form = element.querySelector("form");
  if (undo) form.action = undo;
  else form.remove();
  const kbd = element.querySelector("kbd");
  if (kbd) {
    if (key) kbd.textContent = key;
    else kbd.remove();
  }
  place.append(element);
  stay(element);
  announce(text);
  return element;
}

function stay(element) {
  let timer = setTimeout(leave, STAYS_MS);
  function leave() {
    if (element.matches(":hover, :focus-within")) timer = setTimeout(leave, 1000);
    else element.remove();
  }
  element.querySelector("[data-close]")?.addEventListener("click", () => {
    clearTimeout(timer);
    element.remove();
  });
}

for (const banner of document.querySelectorAll("[data-becomes-toast]")) {
  toast(banner.querySelector("p").textContent.trim(), { undo: banner.querySelector("form")?.action });
  banner.remove();
}
for (const element of document.querySelectorAll("#toasts [data-toast]")) stay(element);
