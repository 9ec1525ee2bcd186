// Open time in words, as display/durations.py writes it. All durations are milliseconds.
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export function openTime(ms, words) {
  if (ms <= 0) return `0 ${words.minute}`;
  if (ms < MINUTE) return words.under_a_minute;
  const hours = Math.floor(ms / HOUR);
  const minutes = Math.floor((ms % HOUR) / MINUTE);
  return hours ? `${hours} ${words.hour} ${String(minutes).padStart(2, "0")} ${words.minute}` : `${minutes} ${words.minute}`;
}

export function openTimeWithSeconds(ms, words) {
  if (ms <= 0 || ms >= HOUR) return openTime(ms, words);
  const minutes = Math.floor(ms / MINUTE);
  const seconds = Math.floor((ms % MINUTE) / 1000);
  return minutes
    ? `${minutes} ${words.minute} ${String(seconds).padStart(2, "0")} ${words.second}`
    : `${seconds} ${words.second}`;
}

// Patterns carry {time} and {budget}.
export function fill(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
