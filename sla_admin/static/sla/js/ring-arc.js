// The dash pattern of a ring, as display/ring.py computes it: one unit a percent, notches left free on large rings.
const NOTCHES = [50, 75, 90, 100];
const HALF_GAP = 1.3;

export function arc(percent, notched) {
  const reach = Math.max(0, Math.min(100, percent));
  if (reach === 0) return "0 100";
  if (!notched) return `${reach} 100`;
  const lengths = [0];
  let at = 0;
  let begin = 0;
  for (const notch of NOTCHES) {
    const first = begin + HALF_GAP;
    const last = Math.min(notch - HALF_GAP, reach);
    if (last > first) {
      lengths.push(first - at, last - first);
      at = last;
    }
    begin = notch;
  }
  return lengths.length > 1 ? [...lengths, 100].map((length) => Math.round(length * 100) / 100).join(" ") : "0 100";
}
