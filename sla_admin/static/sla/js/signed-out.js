// The session has ended while the page is open: ask to sign in, keep the page and everything typed on it.
import { addresses } from "./page-data.js";

export function signedOut(answer) {
  if (answer.status !== 401 || !answer.headers.get("X-Signed-Out")) return false;
  const dialog = document.getElementById("sign-in-again");
  const link = dialog?.querySelector("[data-sign-in-link]");
  if (link) link.href = `${addresses.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`;
  if (dialog && !dialog.open) dialog.showModal();
  return true;
}
