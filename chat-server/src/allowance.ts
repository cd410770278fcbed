/** What one may do in a second; what was not used is kept, up to the burst. Beyond that, one waits. */
export class Allowance {
  readonly #perMillisecond: number;
  readonly #burst: number;
  #left: number;
  #at: number;

  /** 0 a second: as much as one likes. */
  constructor({ perSecond, burst }: { perSecond: number; burst: number }, now = performance.now()) {
    this.#perMillisecond = perSecond === 0 ? Number.POSITIVE_INFINITY : perSecond / 1000;
    this.#burst = perSecond === 0 ? Number.POSITIVE_INFINITY : burst;
    this.#left = this.#burst;
    this.#at = now;
  }

  has(amount: number, now: number): boolean {
    if (this.#burst === Number.POSITIVE_INFINITY) return true;
    this.#left = Math.min(this.#burst, this.#left + (now - this.#at) * this.#perMillisecond);
    this.#at = now;
    return this.#left >= amount;
  }

  take(amount: number): void {
    this.#left -= amount;
  }
}
