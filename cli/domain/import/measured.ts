/** What a service was seen to take. */
export interface Measured {
  /** MiB that its container held once it was healthy. */
  memory: number;
  /** Seconds from its start until it was healthy; undefined if nothing asks whether it is. */
  start: number | undefined;
}

/** By name of the service; of the only one, by the name of the project. */
export type MeasuredServices = ReadonlyMap<string, Measured>;

const usual = { request: 128, limit: 256 };
const leastRequest = 64;
const step = 16;

/**
 * MiB that a container is promised, and that it may take. It was seen at its start, without the requests of a day: a quarter
 * more is promised, and twice as much allowed, but never less than what a program that nobody has measured gets.
 */
export function memoryFor(measured: Measured | undefined): { request: number; limit: number } {
  if (!measured) return usual;
  const request = Math.max(leastRequest, upTo(step, measured.memory * 1.25));
  return { request, limit: Math.max(usual.limit, 2 * request) };
}

/** Seconds for which a program may not answer yet: ten times as long as here, as nodes are busier, but no less than usual. */
export const startSecondsFor = (measured: Measured | undefined, usualSeconds: number): number =>
  Math.max(usualSeconds, upTo(10, (measured?.start ?? 0) * 10));

const upTo = (unit: number, value: number): number => Math.ceil(value / unit) * unit;
