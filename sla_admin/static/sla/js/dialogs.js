// Anything with data-opens="id" opens that <dialog>; without a script it is a link to a page that does the same.
// Focus goes into the dialog, stays there, and comes back to where it was: the browser's own dialog does that.
document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    if (dialog?.showModal) {
      event.preventDefault();
      if (!dialog.open) dialog.showModal();
    }
    return;
  }
  const closer = event.target.closest?.("[data-closes]");
  const around = closer?.closest("dialog");
  if (!around) return;
  if (closer.matches("a[href]")) event.preventDefault();
  around.close();
});

// A press beside a dialog that holds no form closes it; one with a form keeps what was typed.
document.addEventListener("mousedown", (event) => {
  const dialog = event.target;
  if (!(dialog instanceof HTMLDialogElement) || !dialog.matches(":modal") || dialog.querySelector("form[method=post]")) return;
  const box = dialog.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  if (!inside) dialog.close();
});

// Errors of a form that came back: the summary takes the focus, so that it is heard.
document.querySelector(".error-summary")?.focus();
