// The case page: deeds in its dialog, and the reply key that goes to the composer.
import "./deed-dialog.js";
import { swap } from "./fragment-forms.js";
import { toast } from "./toast.js";

document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href="#reply-body"]');
  const body = document.getElementById("reply-body");
  if (!link || !body) return;
  event.preventDefault();
  body.scrollIntoView({ block: "center" });
  body.focus({ preventScroll: true });
});

// A menu closes when one presses beside it, or Escape.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// What only a script can do is shown where one runs.
for (const button of document.querySelectorAll("[data-print], [data-copy-link]")) button.hidden = false;
document.addEventListener("click", async (event) => {
  if (event.target.closest?.("[data-print]")) return print();
  const copy = event.target.closest?.("[data-copy-link]");
  if (!copy) return;
  try {
    await navigator.clipboard.writeText(location.href);
    toast(copy.dataset.copied);
  } catch {
    prompt("", location.href);
  }
});

// Cards that are fetched once the page is there, and again when something on the case changed and nobody is typing in them.
async function fetchLater(card) {
  const address = card?.dataset.later ?? fetchLater.addresses.get(card?.id);
  if (!address || card.contains(document.activeElement)) return;
  fetchLater.addresses.set(card.id, address);
  try {
    const answer = await fetch(address, { headers: { "X-Fragment": `#${card.id}` }, cache: "no-store" });
    if (answer.ok && !answer.redirected) swap(`#${card.id}`, await answer.text());
  } catch {
    // The link in the card leads to the same.
  }
}
fetchLater.addresses = new Map();
for (const card of document.querySelectorAll("[data-later]")) fetchLater(card);
document.addEventListener("live:changed", () => fetchLater(document.getElementById("tasks-card")));
