import { assumed } from "../packs/tree.ts";
import type { Ecosystem } from "./service.ts";
import type { UsedService } from "./used-service.ts";

/** Whose drivers for PostgreSQL take from the environment what an address leaves out. */
const takeFromEnvironment: ReadonlySet<Ecosystem> = new Set(["go", "npm", "pypi"]);

const host = "PGHOST";

/** A program that reads who it is, and which database is its own, but not where that is: the driver reads that by itself. */
export function withHost(service: UsedService, ecosystem: Ecosystem): UsedService {
  const { kind, variables, optional } = service;
  const read = variables.filter(({ at }) => at !== assumed).flatMap(({ value }) => kind.variables[value] ?? []);
  const isSaid = read.some(({ chart }) => /Host|Url/.test(chart));
  if (optional || !(host in kind.variables) || read.length === 0 || isSaid || !takeFromEnvironment.has(ecosystem))
    return service;
  return { ...service, variables: [...variables, { value: host, at: assumed }] };
}
