/** How long it was from a push until it was healthy, and how much of that the build took, by what the run told. */
export function pushToHealthy(told: string, pushedAt: number): string {
  const events = told.split("\n").flatMap((line) => (line ? [JSON.parse(line)] : []));
  const healthy = events.findLast(({ milestone }) => milestone === "promotion.healthy");
  const build = events.findLast(({ type, title }) => type === "finished" && /^Build the image/.test(title));
  return `${Date.parse(healthy?.at) - pushedAt} ms, ${build?.ms} ms of it for the build`;
}
