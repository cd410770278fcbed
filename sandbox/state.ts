import { parts } from "./parts/all.ts";
import type { PartState } from "./parts/part.ts";
import type { Paths } from "./paths.ts";

/** What every part is, where it is, how it came here and whether it runs. */
export async function readState(paths: Paths): Promise<PartState[]> {
  return (await Promise.all(parts.map((part) => part.state(paths)))).flat();
}
