// The one script of every page. Pages work without it: it makes clocks tick, lists live, keys work and forms safe.
import "./sla-clock.js";
import "./local-clock.js";
import "./dialogs.js";
import "./keyboard.js";
import "./toast.js";
import "./kept-forms.js";
import "./fragment-forms.js";
import "./live-list.js";
import "./remembered.js";
import "./notices.js";
import "./print-button.js";
