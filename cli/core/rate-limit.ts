/** Says whether one more may come now: so many a second in the long run, and `burst` at once. */
export function createRateLimit(
  { perSecond, burst }: { perSecond: number; burst: number },
  now: () => number = () => performance.now(),
): () => boolean {
  let left = burst;
  let at = now();
  return () => {
    const moment = now();
    left = Math.min(burst, left + ((moment - at) / 1_000) * perSecond);
    at = moment;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
