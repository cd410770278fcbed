const firstPause = 1000;
const longestPause = 15_000;

/**
 * How long to wait before the next attempt, in milliseconds: any time up to one that grows. When a server dies, all of its
 * pages have lost it at the same moment, and must not come back at another one together.
 * @param {number} attempts those since the server has greeted @param {number} [chance] from 0 to 1
 */
export const pauseAfter = (attempts, chance = Math.random()) =>
  chance * Math.min(firstPause * 2 ** attempts, longestPause);
