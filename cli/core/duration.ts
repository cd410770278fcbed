/** `1h`, `90s` or `1m30s`, as kubectl and Helm take it. */
export const durationPattern = /^(?=\d)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;

/** `1m30s` in milliseconds; NaN for what is no duration. */
export function millisecondsOf(duration: string): number {
  const parts = durationPattern.exec(duration);
  if (!parts) return Number.NaN;
  const [hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part = "0") => Number(part));
  return ((hours * 60 + minutes) * 60 + seconds) * 1_000;
}

/** Milliseconds as a person writes them: `1m30s`. */
export function durationOf(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000);
  const parts = { h: Math.floor(seconds / 3_600), m: Math.floor(seconds / 60) % 60, s: seconds % 60 };
  const written = Object.entries(parts).flatMap(([unit, amount]) => (amount > 0 ? `${amount}${unit}` : []));
  return written.join("") || "0s";
}

const units = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
  ["s", 1],
] as const;

/** Milliseconds in the two largest units that say something: `3 d 4 h`. */
export function roughly(milliseconds: number): string {
  let left = Math.round(milliseconds / 1_000);
  const parts = units.map(([unit, seconds]) => {
    const amount = Math.floor(left / seconds);
    left -= amount * seconds;
    return { unit, amount };
  });
  const first = parts.findIndex(({ amount }) => amount > 0);
  if (first < 0) return "0 s";
  const shown = parts.slice(first, first + 2).filter(({ amount }) => amount > 0);
  return shown.map(({ unit, amount }) => `${amount} ${unit}`).join(" ");
}
