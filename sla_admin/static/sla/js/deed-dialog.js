// A link with data-fetch="deed" shows the page it leads to in the page's one dialog; without a script, or where the server
// does not answer, it is an ordinary link. The form in it is sent like every [data-fragment] form.
import { swap } from "./fragment-forms.js";
import { signedOut } from "./signed-out.js";

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-fetch=deed]");
  const dialog = document.getElementById("deed-dialog");
  if (!link || !dialog?.showModal || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if (link.ariaBusy === "true") return;
  link.ariaBusy = "true";
  try {
    const answer = await fetch(link.href, { headers: { "X-Fragment": "#deed" }, cache: "no-store" });
    if (signedOut(answer)) return;
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    link.closest("details.menu")?.removeAttribute("open");
    swap("#deed", await answer.text());
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("input:not([type=hidden]), select, textarea, button")?.focus();
  } catch {
    location.assign(link.href);
  } finally {
    link.ariaBusy = null;
  }
});
