// <form data-fragment="#id">: sent without leaving the page; the answer's element of that id takes the place of the old one.
//
// Focus stays where it was, or goes to the answer's first error. A failed connection says so beside the form and keeps the
// text. Answers may carry a toast (X-Toast, X-Toast-Undo) and a sentence for readers (X-Announce), percent-encoded.
import { announce } from "./announce.js";
import { forget, keptForms } from "./kept-forms.js";
import { signedOut } from "./signed-out.js";
import { toast } from "./toast.js";

const header = (answer, name) => decodeURIComponent(answer.headers.get(name) ?? "");

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const selector = form.dataset.fragment;
  if (!selector || event.defaultPrevented) return;
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  const body = new FormData(form, event.submitter);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Fragment": selector } });
    if (signedOut(answer)) return;
    if (!answer.ok && answer.status !== 400 && answer.status !== 409) throw new Error(String(answer.status));
    if (answer.ok) {
      forget(form);
      form.closest("dialog")?.close();
    }
    if (answer.redirected) return location.assign(answer.url);
    swap(selector, await answer.text());
    if (header(answer, "X-Toast")) toast(header(answer, "X-Toast"), { undo: header(answer, "X-Toast-Undo") });
    if (header(answer, "X-Announce")) announce(header(answer, "X-Announce"));
    if (answer.ok) document.dispatchEvent(new CustomEvent("fragment:done"));
  } catch {
    fail(form);
  } finally {
    form.ariaBusy = null;
  }
});

export function swap(selector, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const fresh = template.content.querySelector(selector) ?? template.content.firstElementChild;
  const old = document.querySelector(selector);
  if (!fresh || !old) return;
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(fresh);
  keptForms(fresh);
  const wrong = fresh.querySelector(".error-summary, [aria-invalid=true]");
  if (wrong) wrong.focus();
  else if (focused) (focused.id && document.getElementById(focused.id) ? document.getElementById(focused.id) : fresh.querySelector("a[href], button, [tabindex]"))?.focus();
}

function fail(form) {
  const place = form.querySelector(".form-failed") ?? document.createElement("p");
  place.className = "form-failed field-error";
  place.setAttribute("role", "alert");
  place.textContent = document.getElementById("not-sent").textContent;
  form.append(place);
}
