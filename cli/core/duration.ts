const units = new Map([
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
]);

/** `90s`, `10m` or `1h` in milliseconds; undefined for anything else. */
export function millisecondsOf(duration: string): number | undefined {
  const [, amount, unit = ""] = /^(\d+)([smh])$/.exec(duration) ?? [];
  const scale = units.get(unit);
  return amount && scale ? Number(amount) * scale : undefined;
}
