// <details data-remember id="…">: a lane that was folded stays folded, in this browser.
const key = (element) => `sla.folded:${location.pathname}#${element.id}`;

for (const element of document.querySelectorAll("details[data-remember][id]")) {
  try {
    if (localStorage.getItem(key(element)) === "1") element.open = false;
  } catch {
    break;
  }
}

document.addEventListener(
  "toggle",
  (event) => {
    const element = event.target;
    if (!(element instanceof HTMLDetailsElement) || !element.hasAttribute("data-remember")) return;
    try {
      if (element.open) localStorage.removeItem(key(element));
      else localStorage.setItem(key(element), "1");
    } catch {
      // A browser that keeps nothing: lanes open again with the next page.
    }
  },
  true,
);
