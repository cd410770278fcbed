/** Work that began before it is waited for: whoever does that hears of its failure, and nobody else. */
export function ahead<T>(work: Promise<T>): Promise<T> {
  work.catch(() => {});
  return work;
}
