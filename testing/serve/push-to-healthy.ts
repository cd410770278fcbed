interface Told {
  at: string;
  type: string;
  title?: string;
  text?: string;
  ms?: number;
  milestone?: string;
}

/**
 * How long it was from a push until its first pod was ready, on Compose until it was healthy, and what took how long on the way, by what
 * the run told.
 */
export function pushToHealthy(told: string, pushedAt: number, startedAt: string): string {
  const events: Told[] = told.split("\n").flatMap((line) => (line ? [JSON.parse(line)] : []));
  const own = events.filter(({ at }) => Date.parse(at) >= Date.parse(startedAt));
  const when = (event: Told | undefined) => Date.parse(event?.at ?? "");
  const milestone = (name: string) => own.find((event) => event.milestone === name);
  const published = when(milestone("release.published"));
  const places: [part: string, until: number][] = [
    ["until the run", Date.parse(startedAt)],
    ["clone", when(own.find(({ type }) => type === "started"))],
    ["release", published],
    ["start of the promotion", when(own.find((event) => event.type === "started" && when(event) > published))],
    ["until it begins", when(milestone("promotion.begun"))],
    ["until a pod is ready", when(own.find(({ type, text }) => type === "pod" && /ready/.test(text ?? "")))],
    ["until it is healthy", when(milestone("promotion.healthy"))],
  ];
  // Compose tells of no pod.
  const known = places.filter(([, until]) => !Number.isNaN(until));
  const parts = known.map(([part, until], at) => `${part} ${until - (known[at - 1]?.[1] ?? pushedAt)} ms`);
  const serving = known.find(([part]) => part === "until a pod is ready") ?? known.at(-1);
  const build = own.find(({ type, title }) => type === "finished" && /^Build the image/.test(title ?? ""));
  return `${(serving?.[1] ?? Number.NaN) - pushedAt} ms, ${build?.ms} ms of it for the build (${parts.join(", ")})`;
}
