// The matrix as a grid under the keyboard: arrows move, Enter edits, Ctrl D fills down, copy and paste as in a
// spreadsheet, Ctrl Z takes back. Every cell's text stands in its own field of the form, so that what is saved is what
// the page without a script would save; the server alone reads it.
const table = document.querySelector("[data-matrix]");
const panel = document.querySelector("[data-panel]");

if (table && panel) {
  const editor = panel.querySelector("[data-panel-editor]");
  const text = panel.querySelector("[data-panel-text]");
  const title = panel.querySelector("[data-panel-title]");
  const place = panel.querySelector("[data-panel-place]");
  const usual = title.textContent;
  const rows = [...table.querySelectorAll("tr:has([data-cell])")].map((row) => [...row.querySelectorAll("[data-cell]")]);
  const where = new Map(rows.flatMap((row, y) => row.map((cell, x) => [cell, [x, y]])));
  const field = (cell) => cell.querySelector("[data-text]");
  const done = [];
  const undone = [];
  let open = null;

  table.classList.add("is-grid");
  panel.querySelector("[data-panel-keys]").hidden = false;
  for (const cell of where.keys()) {
    cell.tabIndex = -1;
    cell.setAttribute("aria-label", `${field(cell).getAttribute("aria-label")}: ${field(cell).value || "–"}`);
  }
  const first = rows.flat().find((cell) => field(cell).matches("[aria-invalid]")) ?? rows[0]?.[0];
  if (first) first.tabIndex = 0;

  // One deed may change many cells: a paste, a fill. It is taken back as one.
  function change(changes) {
    const real = changes.filter(([cell, value]) => cell && field(cell).value !== value);
    if (!real.length) return;
    done.push(real.map(([cell]) => [cell, field(cell).value]));
    undone.length = 0;
    put(real);
  }

  function put(changes) {
    for (const [cell, value] of changes) {
      field(cell).value = value;
      cell.classList.toggle("is-changed", value !== field(cell).defaultValue);
      cell.setAttribute("aria-label", `${field(cell).getAttribute("aria-label")}: ${value || "–"}`);
      show(cell, value);
      if (cell === open && text.value !== value) text.value = value;
    }
  }

  // Until the server has read it, a changed cell shows its text as it stands.
  function show(cell, value) {
    const shown = cell.querySelector("[data-shown]");
    cell.classList.remove("matrix-gap", "matrix-unreachable", "matrix-wrong", "matrix-nothing");
    shown.replaceChildren(...(value.trim() || "").split("\n").filter(Boolean).map((line) => {
      const entry = document.createElement("p");
      entry.textContent = line;
      return entry;
    }));
  }

  function takeBack(from, to) {
    const changes = from.pop();
    if (!changes) return;
    to.push(changes.map(([cell]) => [cell, field(cell).value]));
    put(changes);
    changes[0][0].focus();
  }

  function select(cell) {
    if (!cell) return;
    table.querySelector("[data-cell][tabindex='0']")?.setAttribute("tabindex", "-1");
    cell.tabIndex = 0;
    cell.focus();
  }

  function edit(cell) {
    leave();
    open = cell;
    cell.classList.add("is-open");
    const [x, y] = where.get(cell);
    title.textContent = table.querySelectorAll("[data-column]")[x].firstChild.textContent;
    place.textContent = field(rows[y][x]).getAttribute("aria-label");
    text.value = field(cell).value;
    editor.hidden = false;
    text.focus();
  }

  function leave() {
    if (!open) return;
    change([[open, text.value.trim()]]);
    open.classList.remove("is-open");
    open = null;
    editor.hidden = true;
    title.textContent = usual;
  }

  table.addEventListener("keydown", (event) => {
    const at = where.get(event.target);
    if (!at) return;
    const [x, y] = at;
    const ctrl = event.ctrlKey || event.metaKey;
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const deed =
      steps[event.key] && !ctrl ? () => select(rows[y + steps[event.key][1]]?.[x + steps[event.key][0]])
      : event.key === "Enter" || event.key === "F2" ? () => edit(event.target)
      : event.key === "Delete" || event.key === "Backspace" ? () => change([[event.target, ""]])
      : ctrl && event.key.toLowerCase() === "d" ? () => change([[rows[y + 1]?.[x], field(event.target).value]]) || select(rows[y + 1]?.[x])
      : ctrl && event.key.toLowerCase() === "z" ? () => (event.shiftKey ? takeBack(undone, done) : takeBack(done, undone))
      : event.key === "Home" ? () => select(rows[y][0])
      : event.key === "End" ? () => select(rows[y].at(-1))
      : null;
    if (!deed) return;
    event.preventDefault();
    deed();
  });
  table.addEventListener("dblclick", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (cell) edit(cell);
  });
  table.addEventListener("mousedown", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (!cell || event.target.closest("a, button")) return;
    if (open && open !== cell) leave();
    table.querySelector("[data-cell][tabindex='0']")?.setAttribute("tabindex", "-1");
    cell.tabIndex = 0;
    if (matchMedia("(max-width: 860px)").matches) edit(cell), event.preventDefault();
  });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" && !(event.key === "Enter" && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    const back = open;
    leave();
    select(back);
  });
  panel.querySelector("[data-add]").addEventListener("click", () => {
    const action = panel.querySelector("[data-add-action]").value;
    const target = panel.querySelector("[data-add-target]").value;
    const line =
      action === "field_update" ? "set priority = "
      : `${action.replaceAll("_", " ")} to ${target}${action === "task" ? " (due=PT1H)" : ""}`;
    text.value = [...text.value.split("\n").filter((each) => each.trim()), line].join("\n");
    text.focus();
  });
  table.addEventListener("copy", (event) => {
    if (!where.has(event.target)) return;
    event.clipboardData.setData("text/plain", quoted(field(event.target).value));
    event.preventDefault();
  });
  table.addEventListener("paste", (event) => {
    const at = where.get(event.target);
    if (!at) return;
    event.preventDefault();
    const lines = pasted(event.clipboardData.getData("text/plain"));
    change(lines.flatMap((line, down) => line.map((value, right) => [rows[at[1] + down]?.[at[0] + right], value.trim()])));
  });
  table.closest("form").addEventListener("submit", leave);
  let leaving = false;
  table.closest("form").addEventListener("submit", () => (leaving = true));
  addEventListener("beforeunload", (event) => {
    if (!leaving && table.querySelector(".is-changed")) event.preventDefault();
  });

  function quoted(value) {
    return /[\t\n"]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  }

  // What spreadsheets put on the clipboard: lines and tabs, with quotation marks around cells that hold either.
  function pasted(value) {
    const lines = [[]];
    let cell = "";
    let inside = false;
    const source = value.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (let i = 0; i < source.length; i += 1) {
      const letter = source[i];
      if (inside && letter === '"' && source[i + 1] === '"') (cell += '"'), (i += 1);
      else if (letter === '"' && (inside || cell === "")) inside = !inside;
      else if (!inside && (letter === "\t" || letter === "\n")) {
        lines.at(-1).push(cell);
        cell = "";
        if (letter === "\n") lines.push([]);
      } else cell += letter;
    }
    lines.at(-1).push(cell);
    return lines;
  }
}
