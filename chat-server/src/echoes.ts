/** Messages that are stored but have not come back yet, and who waits for them. */
export class Echoes {
  #waiting: { offset: number; arrived: () => void }[] = [];

  wait(offset: number): Promise<void> {
    return new Promise((arrived) => this.#waiting.push({ offset, arrived }));
  }

  /** Everything up to `offset` has come back. */
  arrived(offset: number): void {
    const { now = [], later = [] } = Object.groupBy(this.#waiting, (echo) => (echo.offset <= offset ? "now" : "later"));
    this.#waiting = later;
    for (const echo of now) echo.arrived();
  }

  /** Nothing more will come back on this connection. */
  giveUp(): void {
    this.arrived(Number.POSITIVE_INFINITY);
  }
}
