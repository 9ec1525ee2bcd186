// <form data-search="#results">: results while one types. Without a script the button asks for them.
import { swap } from "./fragment-forms.js";
import { signedOut } from "./signed-out.js";

const PATIENCE_MS = 150;
const form = document.querySelector("[data-search]");
let timer = 0;
let asking = null;

async function ask() {
  asking?.abort();
  asking = new AbortController();
  const url = new URL(form.action);
  url.search = new URLSearchParams(new FormData(form));
  try {
    const answer = await fetch(url, { headers: { "X-Fragment": "results" }, cache: "no-store", signal: asking.signal });
    if (signedOut(answer) || !answer.ok) return;
    swap(form.dataset.search, await answer.text());
    history.replaceState(null, "", url);
  } catch {
    // Typed on, or offline: what stands there stays, and the button asks again.
  }
}

form?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(ask, PATIENCE_MS);
});
