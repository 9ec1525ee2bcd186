// The coming open windows of a set of hours, as display/open_windows.py knows them: "opens,closes,words;…" or "always".
export function parseWindows(text) {
  if (text === "always") return null;
  return text
    .split(";")
    .filter(Boolean)
    .map((part) => {
      const [opens, closes, ...said] = part.split(",");
      return { opens: Number(opens), closes: Number(closes), said: said.join(",") };
    });
}

export function openBetween(windows, begin, end) {
  if (end <= begin) return 0;
  if (windows === null) return end - begin;
  return windows.reduce((sum, w) => sum + Math.max(0, Math.min(w.closes, end) - Math.max(w.opens, begin)), 0);
}

export function isOpen(windows, at) {
  return windows === null || windows.some((w) => w.opens <= at && at < w.closes);
}

export function nextOpening(windows, at) {
  return windows?.find((w) => w.opens > at) ?? null;
}
