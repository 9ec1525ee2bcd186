// Rows to tick: [data-select] boxes, one by one, a stretch with Shift, all of the page, by the key x.
//
// Works over the form `bulk` that they belong to; without a script the boxes and buttons do the same.
const boxes = () => [...document.querySelectorAll("[data-select]")].filter((box) => box.checkVisibility());
let anchor = null;

function say() {
  const chosen = boxes().filter((box) => box.checked).length;
  const everything = document.querySelector("[data-everything]");
  const number = everything?.checked ? Number(everything.value) : chosen;
  for (const element of document.querySelectorAll("[data-selected]")) {
    const text = number === 1 ? element.dataset.one : element.dataset.many.replace("%s", number.toLocaleString(document.documentElement.lang));
    if (element.textContent !== text) element.textContent = text; // the observer below would hear of it, endlessly
  }
  for (const all of document.querySelectorAll("[data-select-all]")) {
    all.checked = chosen > 0 && chosen === boxes().length;
    all.indeterminate = chosen > 0 && !all.checked;
  }
  if (everything && chosen < boxes().length) everything.checked = false;
}

function tick(box, range) {
  const all = boxes();
  if (range && anchor?.isConnected) {
    const [low, high] = [all.indexOf(anchor), all.indexOf(box)].sort((a, b) => a - b);
    for (const each of all.slice(Math.max(0, low), high + 1)) each.checked = box.checked;
  }
  anchor = box;
  say();
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("[data-select]");
  if (box) tick(box, event.shiftKey);
  if (event.target.closest?.("[data-select-none]")) {
    for (const each of boxes()) each.checked = false;
    say();
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-select-all]")) {
    for (const each of boxes()) each.checked = event.target.checked;
    say();
  }
  if (event.target.matches("[data-everything]")) {
    if (event.target.checked) for (const each of boxes()) each.checked = true;
    say();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog:modal")) return;
  if (document.documentElement.dataset.keys === "off" || event.key.toLowerCase() !== "x") return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
  const box = document.activeElement?.closest("[data-row]")?.querySelector("[data-select]");
  if (!box) return;
  box.checked = !box.checked;
  tick(box, event.shiftKey);
  event.preventDefault();
});

// What was changed elsewhere meanwhile is drawn anew: count again, and when a page comes back out of the cache.
const live = document.querySelector("[data-live]");
if (live) new MutationObserver(say).observe(live, { childList: true, subtree: true });
addEventListener("pageshow", say);
say();
