// Live parts: <section data-live="/board/rows/" data-every="5"> is asked for again and again with the version it has.
//
// 304 means that nothing changed. An answer with content brings [data-list] elements by id: rows known by data-id change in
// place. While pointer or focus is in a list its order holds: values update, rows stay, and the head says how many will move.
// After 60 s without an answer the live dot turns hollow; clocks go on.
import { announce } from "./announce.js";
import { learn } from "./server-time.js";
import { signedOut } from "./signed-out.js";

const STALE_MS = 60_000;

export class LiveList {
  #version = "";
  #answeredAt = performance.now();
  #waiting = new Map();
  #values = new Map();
  #skipped = new Map();
  #timer = 0;

  constructor(section) {
    this.section = section;
    this.every = Number(section.dataset.every ?? 5) * 1000;
    this.#version = section.dataset.version ?? "";
    for (const type of ["pointerleave", "focusout"]) section.addEventListener(type, () => setTimeout(() => this.settle()), true);
    section.addEventListener("click", (event) => event.target.closest("[data-show-held]") && this.settle({ anyway: true }));
    this.#later();
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.ask(), this.every);
  }

  // With `now` the person has just done something here: its outcome is shown at once, order held or not.
  async ask(now = false) {
    clearTimeout(this.#timer);
    if (!this.section.isConnected) return;
    if (document.hidden) return this.#later();
    const sent = performance.now();
    try {
      const headers = { "X-Fragment": "live" };
      if (this.#version) headers["If-None-Match"] = this.#version;
      const answer = await fetch(this.section.dataset.live, { headers, cache: "no-store", signal: AbortSignal.timeout(20_000) });
      if (signedOut(answer)) return;
      if (answer.status === 304 || answer.ok) {
        this.#answeredAt = performance.now();
        if (answer.headers.get("X-At")) learn(Number(answer.headers.get("X-At")), sent);
        this.section.dispatchEvent(new CustomEvent("live-answer"));
      }
      if (answer.ok) {
        this.#version = answer.headers.get("ETag") ?? "";
        this.take(await answer.text(), now);
        this.section.dispatchEvent(new CustomEvent("live:changed", { bubbles: true }));
      }
    } catch {
      // Offline or slow: said by the dot, tried again.
    }
    this.#say();
    this.#later();
  }

  take(html, now = false) {
    const template = document.createElement("template");
    template.innerHTML = html;
    for (const fresh of template.content.querySelectorAll("[data-list][id]")) {
      const list = document.getElementById(fresh.id);
      if (list) this.#update(list, fresh, now);
    }
    for (const fresh of template.content.querySelectorAll("[data-value][id]")) this.#values.set(fresh.id, fresh);
    this.#settleValues();
    const said = template.content.querySelector("[data-announce]")?.textContent.trim();
    if (said) announce(said, "live");
    this.#say();
  }

  // A part that holds the focus waits until the focus leaves it; the newest one is shown then.
  #settleValues() {
    for (const [id, fresh] of this.#values) {
      const old = document.getElementById(id);
      if (old?.contains(document.activeElement)) continue;
      this.#values.delete(id);
      old?.replaceWith(fresh);
    }
  }

  #update(list, fresh, now) {
    const rows = new Map([...list.querySelectorAll(":scope > [data-id]")].map((row) => [row.dataset.id, row]));
    for (const row of fresh.querySelectorAll(":scope > [data-id]")) {
      const old = rows.get(row.dataset.id);
      if (!old) continue;
      // Readers hear changes of state alone.
      if (row.dataset.said && old.dataset.status !== row.dataset.status) announce(row.dataset.said, row.dataset.id);
      if (change(old, row, now)) this.#skipped.set(old, row);
      else this.#skipped.delete(old);
    }
    this.#waiting.set(list, [...fresh.querySelectorAll(":scope > [data-id]")]);
    if (now || !isHeld(list)) this.#order(list);
  }

  // The order that waited: rows that left go, new ones come, and focus that stood on a row that left goes to its neighbour.
  #order(list) {
    const wanted = this.#waiting.get(list);
    if (!wanted) return;
    this.#waiting.delete(list);
    const rows = new Map([...list.querySelectorAll(":scope > [data-id]")].map((row) => [row.dataset.id, row]));
    const focused = list.contains(document.activeElement) ? document.activeElement : null;
    const order = wanted.map((row) => rows.get(row.dataset.id) ?? row);
    const staying = new Set(order);
    for (const row of rows.values()) {
      if (staying.has(row)) continue;
      if (focused && row.contains(focused)) (row.nextElementSibling ?? row.previousElementSibling)?.querySelector("a[href]")?.focus();
      row.remove();
    }
    order.forEach((row, place) => {
      if (list.children[place] !== row) list.insertBefore(row, list.children[place] ?? null);
    });
    if (focused?.isConnected && document.activeElement !== focused) focused.focus({ preventScroll: true });
  }

  settle({ anyway = false } = {}) {
    for (const list of [...this.#waiting.keys()]) if (anyway || !isHeld(list)) this.#order(list);
    for (const [row, fresh] of this.#skipped) if (!row.isConnected || !change(row, fresh)) this.#skipped.delete(row);
    this.#settleValues();
    this.#say();
  }

  get moves() {
    let moves = 0;
    let arrivals = 0;
    for (const [list, wanted] of this.#waiting) {
      const now = [...list.querySelectorAll(":scope > [data-id]")].map((row) => row.dataset.id);
      const then = wanted.map((row) => row.dataset.id);
      arrivals += then.filter((id) => !now.includes(id)).length;
      const common = then.filter((id) => now.includes(id));
      const before = now.filter((id) => then.includes(id));
      moves += common.filter((id, place) => before[place] !== id).length + (now.length - before.length);
    }
    return { moves, arrivals };
  }

  #say() {
    const dot = this.section.querySelector("[data-live-dot]") ?? document.querySelector("[data-live-dot]");
    if (!dot) return;
    const stale = performance.now() - this.#answeredAt > STALE_MS;
    dot.toggleAttribute("data-stale", stale);
    const { moves, arrivals } = this.moves;
    for (const [name, number] of [["moves", moves], ["arrivals", arrivals]]) {
      const said = dot.querySelector(`[data-held="${name}"]`);
      if (!said) continue;
      said.hidden = number === 0;
      const count = said.querySelector("[data-count]");
      if (count) count.textContent = String(number);
    }
    const trying = dot.querySelector("[data-trying]");
    if (trying) trying.hidden = !stale;
  }
}

// A list is held by pointer or focus in it; where several lists stand in one [data-hold], in any of them.
export function isHeld(list) {
  const hold = list.closest("[data-hold]") ?? list;
  const lists = hold === list ? [list] : [...hold.querySelectorAll("[data-list]")];
  return lists.some((each) => each.matches(":hover") || each.contains(document.activeElement));
}

// A row changes cell by cell; a cell that holds the focus stays as it is until the focus leaves it, unless its own person has
// just done something (`now`): then the focus goes to what took the place of the old. Attributes of a ticking clock change in
// place. Answers whether something was skipped.
function change(old, fresh, now = false) {
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const cells = [...old.children];
  const wanted = [...fresh.children];
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  if (cells.length !== wanted.length) {
    if (focused && !now) return true;
    old.replaceChildren(...wanted.map((cell) => cell.cloneNode(true)));
    focusLike(old, focused);
    return false;
  }
  let skipped = false;
  cells.forEach((cell, place) => {
    if (cell.isEqualNode(wanted[place])) return;
    if (cell.contains(document.activeElement) && !now) skipped = true;
    else {
      const had = cell.contains(document.activeElement) ? document.activeElement : null;
      const next = wanted[place].cloneNode(true);
      cell.replaceWith(next);
      focusLike(next, had);
    }
  });
  return skipped;
}

function focusLike(root, had) {
  if (!had) return;
  const key = had.dataset.key ? `[data-key="${CSS.escape(had.dataset.key)}"]` : "";
  ((key && root.querySelector(key)) || root.querySelector("a[href], button"))?.focus({ preventScroll: true });
}

export const lists = [...document.querySelectorAll("[data-live]")].map((section) => new LiveList(section));

// A form on the page was sent: whatever it changed is asked for now, not at the next turn.
document.addEventListener("fragment:done", () => lists.forEach((list) => list.ask(true)));
