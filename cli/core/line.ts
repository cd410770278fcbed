/** Does tasks one after the other, in the order in which they came. Answers false for one that would be too many. */
type Line = (task: () => Promise<void>) => boolean;

/** A line in which at most so many wait. Its tasks handle their own failures. */
export function createLine(most: number): Line {
  let last: Promise<void> = Promise.resolve();
  let waiting = 0;
  return (task) => {
    if (waiting >= most) return false;
    waiting += 1;
    last = last.then(task).finally(() => {
      waiting -= 1;
    });
    return true;
  };
}
