// Shortcuts. Single keys work outside of text fields and can be turned off (data-keys on <html>); Escape always works.
//
// A link or button with data-key="r" answers to that key: the one in the row or clock that has the focus, else the first on
// the page. `g` and a second letter go where the key list says. j and k move in the list that has the focus, or the first.
const PATIENCE_MS = 1200;
let first = "";
let timer = 0;

const on = () => document.documentElement.dataset.keys !== "off";

function isTyping(target) {
  return target.closest("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable], [role=grid]");
}

function move(step) {
  const focused = document.activeElement?.closest("[data-row]");
  const list = focused?.closest("[data-list]")?.parentElement ?? document.querySelector("main");
  const rows = [...(focused ? document.querySelectorAll("[data-row]") : (list?.querySelectorAll("[data-row]") ?? []))].filter(
    (row) => row.checkVisibility(),
  );
  const place = rows.indexOf(focused);
  const next = rows[place < 0 ? (step > 0 ? 0 : rows.length - 1) : place + step];
  next?.querySelector("a[href]")?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function press(key) {
  const near = document.activeElement?.closest("[data-row], .clock");
  const target = near?.querySelector(`[data-key="${key}"]`) ?? document.querySelector(`main [data-key="${key}"]`);
  target?.click();
  return Boolean(target);
}

function goTo(sequence) {
  const found = document.querySelector(`[data-goes="${CSS.escape(sequence)}"]`);
  if (found) location.assign(found.dataset.url);
  return Boolean(found);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && event.target.id === "search") event.target.blur();
  if (!on() || isTyping(event.target) || document.querySelector("dialog:modal")) return;
  const key = event.key;
  if (first) {
    const sequence = `${first} ${key}`;
    first = "";
    clearTimeout(timer);
    if (goTo(sequence)) event.preventDefault();
    return;
  }
  let done = true;
  if (key === "?") document.getElementById("keys-dialog")?.showModal();
  else if (key === "/") {
    const search = document.getElementById("search");
    if (search?.checkVisibility()) search.focus();
    else done = Boolean(document.querySelector(".top-search")?.click());
  } else if (key === "g") {
    first = "g";
    timer = setTimeout(() => (first = ""), PATIENCE_MS);
  } else if (key === "j") move(1);
  else if (key === "k") move(-1);
  else if (/^[a-z]$/.test(key)) done = press(key);
  else done = false;
  if (done) event.preventDefault();
});
