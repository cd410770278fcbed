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
