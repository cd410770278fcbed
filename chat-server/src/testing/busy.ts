/** Keeps the event loop for so long, as much work does. */
export function workFor(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}
