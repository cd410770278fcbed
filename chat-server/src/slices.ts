/** Less than a message takes to a thousand clients: the answer to it is read, and stored, while it is still on its way. */
const sliceMilliseconds = 2;
/** Looking at the clock costs more than some of the work. */
const betweenLooks = 16;

/**
 * Does something for each of many, the first at once, but only for a few milliseconds in one turn of the event loop: in
 * between, everything else has its turn. What is added to a Set or Map meanwhile is done as well, what is deleted not.
 */
export function eachInSlices<T>(items: Iterable<T>, work: (item: T) => void, done: () => void): void {
  const iterator = items[Symbol.iterator]();
  const slice = () => {
    const end = performance.now() + sliceMilliseconds;
    for (let count = 1; ; count++) {
      const { done: isOver, value } = iterator.next();
      if (isOver) return done();
      work(value);
      if (count % betweenLooks === 0 && performance.now() > end) break;
    }
    setImmediate(slice);
  };
  slice();
}
