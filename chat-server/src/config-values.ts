/** A variable or flag whose value cannot be used; the message names it, the value and what was expected. */
export class ConfigError extends Error {
  constructor(name: string, value: string, expectation: string) {
    super(`${name}: "${value}" is not usable: ${expectation}`);
    this.name = "ConfigError";
  }
}

const levels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

export function levelOf(name: string, value: string): string {
  if (levels.includes(value)) return value;
  throw new ConfigError(name, value, `expected one of ${levels.join(", ")}`);
}

export function booleanOf(name: string, value: string): boolean {
  if (value === "true" || value === "false") return value === "true";
  throw new ConfigError(name, value, "expected true or false");
}

export function numberOf(
  name: string,
  value: string | number,
  { from, to, whole = false }: { from: number; to: number; whole?: boolean },
): number {
  const number = Number(value);
  const fits = /^\d+(\.\d+)?$/.test(String(value)) && number >= from && number <= to;
  if (fits && (!whole || Number.isInteger(number))) return number;
  throw new ConfigError(name, String(value), `expected a ${whole ? "whole " : ""}number from ${from} to ${to}`);
}

/** A list of origins exactly as browsers send them. */
export function originsOf(name: string, list: string): string[] {
  const origins = list.split(",").map((origin) => origin.trim());
  return origins.filter(Boolean).map((origin) => {
    if (/^https?:/.test(origin) && URL.parse(origin)?.origin === origin) return origin;
    throw new ConfigError(name, origin, "expected origins such as https://chat.example.com, without a path or slash");
  });
}

/** A release's name travels in a header, hence no blanks and nothing beyond ASCII. */
export function versionOf(name: string, value: string): string {
  if (/^[\x21-\x7e]{1,128}$/.test(value)) return value;
  throw new ConfigError(name, value, "expected a version such as 1.4.0");
}
