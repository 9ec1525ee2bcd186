// What is typed is never lost: every <form data-keep="name"> keeps its fields in this tab until it has been sent.
//
// When the session ends meanwhile, the person signs in and comes back to the same page: the fields are filled again and the
// form says so. Passwords, files and hidden fields are not kept. Signing out, or another person signing in, clears it all.
import { viewer } from "./page-data.js";

const PREFIX = "sla.kept:";
const storage = (() => {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
})();

const nameOf = (form) => `${PREFIX}${viewer}:${location.pathname}:${form.dataset.keep}`;

function fields(form) {
  return [...form.elements].filter(
    (field) => field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type) && field.name !== "csrfmiddlewaretoken",
  );
}

function keep(form) {
  const values = fields(form).map((field) => [
    field.name,
    ["checkbox", "radio"].includes(field.type) ? [field.value, field.checked] : field.value,
  ]);
  storage?.setItem(nameOf(form), JSON.stringify({ at: Date.now(), values }));
}

function restore(form) {
  const kept = storage?.getItem(nameOf(form));
  if (!kept) return;
  const { values } = JSON.parse(kept);
  let changed = false;
  for (const [index, field] of fields(form).entries()) {
    const [name, value] = values[index] ?? [];
    if (name !== field.name) continue;
    if (Array.isArray(value)) {
      changed ||= field.checked !== value[1];
      field.checked = value[1];
    } else if (field.value !== value) {
      field.value = value;
      changed = true;
    }
  }
  if (changed) form.dispatchEvent(new CustomEvent("kept:restored", { bubbles: true }));
}

export function forget(form) {
  storage?.removeItem(nameOf(form));
}

export function keptForms(root = document) {
  for (const form of root.querySelectorAll("form[data-keep]")) restore(form);
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.dataset.keep) keep(form);
});

// Sent as a whole page: the copy stays until the answer shows that it arrived, so that a sign-in page in between loses nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.keep && !form.dataset.fragment) storage?.setItem(`${PREFIX}sent`, nameOf(form));
  if (form.action.endsWith("/sign-out/")) clear();
});

function clear() {
  for (const key of Object.keys(storage ?? {})) if (key.startsWith(PREFIX)) storage.removeItem(key);
}

if (viewer) {
  const sent = storage?.getItem(`${PREFIX}sent`);
  if (sent) {
    storage.removeItem(`${PREFIX}sent`);
    if (!document.querySelector(".field-error, .error-summary")) storage.removeItem(sent);
  }
  for (const key of Object.keys(storage ?? {})) {
    if (key.startsWith(PREFIX) && !key.startsWith(`${PREFIX}${viewer}:`)) storage.removeItem(key);
  }
  keptForms();
}
