import type { Found, ProjectTree } from "../tree.ts";
import type { Crate } from "./cargo.ts";

/** A program of a package. */
export interface Program extends Found<string> {
  crate: Crate;
}

/** Names of the program that serves, where there are several. */
const servers = ["server", "web", "api", "app", "main", "backend", "http"];

/** All programs of a repository, the one first that most likely serves. */
export function programsOf(crates: readonly Crate[], { folder, within }: ProjectTree): Program[] {
  const all = crates.flatMap((crate) => crate.programs.map((program) => ({ ...program, crate })));
  const rank = ({ value, crate }: Program) => {
    if (crate.defaultRun) return crate.defaultRun === value ? 0 : 90;
    if (value === crate.name.value && crate.folder === "") return 1;
    if (value === folder) return 2;
    const index = servers.findIndex(
      (server) => value === server || value.endsWith(`-${server}`) || value.endsWith(`_${server}`),
    );
    return index === -1 ? 50 : index + 3;
  };
  return all
    .filter(({ crate }) => within === undefined || crate.folder === within.folder)
    .filter(({ crate }) => !/(?:^|\/)(?:xtask|migrations?|examples?|tools?)(?:\/|$)/.test(crate.folder))
    .sort((a, b) => rank(a) - rank(b));
}

/** What programs that answer are made with. */
const frameworks = ["axum", "actix-web", "rocket", "warp", "poem", "salvo", "tide", "tonic", "hyper", "ntex", "gotham"];

/** What packages are called that others share, or people use by hand; they may have programs too. */
const tools = /(?:^|[/_-])(?:utils?|cli|ctl|common|shared|bench(?:es|marks?)?)$/;

/** Packages with a program that answers requests. */
export const serversOf = (crates: readonly Crate[]): Crate[] =>
  crates.filter(
    ({ folder, programs, dependencies }) =>
      programs.length > 0 && !tools.test(folder) && dependencies.some((name) => frameworks.includes(name)),
  );

/** A package and those of the workspace that it depends on. */
export function closure(crate: Crate, crates: readonly Crate[]): Crate[] {
  const used = new Set([crate]);
  for (const one of used) for (const other of crates) if (one.dependencies.includes(other.name.value)) used.add(other);
  return [...used];
}
