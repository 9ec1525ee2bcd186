// <sla-clock>: counts a milestone's open time in the browser, from what the server said.
//
// Attributes: status; at, target, consumed, budget, horizon in milliseconds; windows ("opens,closes,words;…", "always") or
// hours (the id of an <sla-hours>); budget-text; unit="second" shows seconds under an hour; bare leaves out the word "left".
// It moves the number it holds and, in the nearest [data-clock], the parts "used", "arc", "moon" and "hours".
// It stands still outside hours, never makes a clock violated by itself, and is silent for screen readers.
import { fill, openTime, openTimeWithSeconds } from "./duration-text.js";
import { isOpen, nextOpening, openBetween, parseWindows } from "./open-windows.js";
import { words } from "./page-data.js";
import { arc } from "./ring-arc.js";
import { tickWith } from "./ticker.js";

const TICKING = new Set(["on_track", "at_risk", "violated"]);

class SlaHours extends HTMLElement {
  #windows;
  get windows() {
    this.#windows ??= parseWindows(this.getAttribute("windows") ?? "always");
    return this.#windows;
  }
}

class SlaClock extends HTMLElement {
  static observedAttributes = ["status", "at", "consumed", "target", "budget", "windows", "hours"];
  #stop = null;
  #known = null;

  connectedCallback() {
    this.#start();
  }

  disconnectedCallback() {
    this.#stop?.();
    this.#stop = null;
  }

  // A fragment may change the attributes of a clock that stays: it goes on from the new ones.
  attributeChangedCallback() {
    this.#known = null;
    if (this.isConnected) this.#start();
  }

  #start() {
    this.#stop?.();
    this.#stop = TICKING.has(this.getAttribute("status")) ? tickWith((now) => this.show(now)) : null;
  }

  #read() {
    const hours = this.getAttribute("hours");
    const shared = hours ? document.getElementById(hours) : null;
    if (hours && !shared) return null;
    const windows = shared ? shared.windows : parseWindows(this.getAttribute("windows") ?? "always");
    const number = (name) => Number(this.getAttribute(name));
    return {
      windows, status: this.getAttribute("status"), at: number("at"), consumed: number("consumed"), budget: number("budget"),
      target: this.getAttribute("target") ? number("target") : null,
      horizon: this.getAttribute("horizon") ? number("horizon") : Infinity,
      seconds: this.getAttribute("unit") === "second", left: this.hasAttribute("bare") ? "{time}" : words.left,
    };
  }

  show(now) {
    const clock = (this.#known ??= this.#read());
    if (!clock || !TICKING.has(clock.status)) return;
    // Beyond what the server told, nothing is known: the number stays until a fragment brings more.
    const until = Math.min(now, clock.horizon);
    const consumed = clock.consumed + openBetween(clock.windows, clock.at, until);
    write(this.querySelector("[data-part=number]"), this.#number(clock, consumed, now));
    this.toggleAttribute("due-now", clock.status !== "violated" && consumed >= clock.budget && now >= clock.target);
    this.#around(clock, consumed, now);
  }

  #number(clock, consumed, now) {
    const left = clock.budget - consumed;
    if (clock.status === "violated") {
      return fill(words.past, { time: -left < 60_000 ? words.under_a_minute : openTime(-left, words) });
    }
    if (left > 0) return fill(clock.left, { time: clock.seconds ? openTimeWithSeconds(left, words) : openTime(left, words) });
    if (clock.target !== null && now >= clock.target) return words.due_now;
    return fill(clock.left, { time: words.under_a_minute });
  }

  #around(clock, consumed, now) {
    const scope = this.closest("[data-clock]");
    if (!scope) return;
    const still = !isOpen(clock.windows, now);
    const dash = scope.querySelector("[data-ring] [data-part=arc]");
    if (dash) {
      const percent = Math.min(100, Math.floor((consumed * 100) / clock.budget));
      const pattern = arc(percent, dash.hasAttribute("data-notched"));
      if (dash.getAttribute("stroke-dasharray") !== pattern) dash.setAttribute("stroke-dasharray", pattern);
      dash.ownerSVGElement.toggleAttribute("data-still", still);
    }
    const moon = scope.querySelector("[data-part=moon]");
    if (moon) moon.hidden = !still;
    if (clock.status !== "violated") {
      write(scope.querySelector("[data-part=used]"), fill(words.of_budget_used, {
        time: openTime(Math.max(0, consumed), words), budget: this.getAttribute("budget-text"),
      }));
    }
    const opening = still ? nextOpening(clock.windows, now) : null;
    const hours = scope.querySelector("[data-part=hours]");
    if (hours && opening && opening.opens - now <= 12 * 3600_000) {
      write(hours, `${fill(words.opens_in, { time: openTime(opening.opens - now, words) })}, ${opening.said}`);
    }
  }
}

function write(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

customElements.define("sla-hours", SlaHours);
customElements.define("sla-clock", SlaClock);
export { SlaClock };
