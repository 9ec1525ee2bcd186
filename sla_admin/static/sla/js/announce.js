// One polite voice a page, for changes of state alone, and at most one sentence in ten seconds: later ones wait, and of
// two about the same thing only the last is said.
const APART_MS = 10_000;
const waiting = new Map();
let last = -Infinity;
let timer = 0;

export function announce(sentence, about = sentence) {
  waiting.delete(about);
  waiting.set(about, sentence);
  timer ||= setTimeout(speak, Math.max(0, last + APART_MS - performance.now()));
}

function speak() {
  timer = 0;
  const [about, sentence] = waiting.entries().next().value ?? [];
  if (!about) return;
  waiting.delete(about);
  last = performance.now();
  const voice = document.getElementById("announcer");
  if (voice) voice.textContent = sentence;
  if (waiting.size) timer = setTimeout(speak, APART_MS);
}
