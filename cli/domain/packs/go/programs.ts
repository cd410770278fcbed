import type { Source } from "../shared/scan.ts";
import { matchesOf } from "../shared/scan.ts";
import type { Found } from "../tree.ts";

/** Names of the program that serves, where a repository has several. */
const servers = ["server", "web", "api", "app", "main", "http", "serve"];

/** Folders with a program, the likeliest server first: the top, one called like the project or like a server. */
export function programsOf(sources: readonly Source[], module: string): Found<string>[] {
  const mains = [...matchesOf(sources, /^func (main)\(\)/gm)];
  const folders = mains.map(({ at }) => ({ value: folderOf(at), at }));
  const unique = folders.filter(({ value }, index) => folders.findIndex((other) => other.value === value) === index);
  const name = module.split("/").findLast((part) => !/^v\d+$/.test(part)) ?? "";
  const rank = ({ value }: Found<string>) => {
    const last = value.split("/").at(-1) ?? "";
    if (value === ".") return 0;
    if (last === name) return folders.some((other) => other.value === `${value}d`) ? servers.length + 2 : 1;
    // A server beside the command of its name.
    if (last === `${name}d`) return 1;
    const server = servers.indexOf(last);
    return server === -1 ? servers.length + 2 : server + 2;
  };
  return unique
    .filter(({ value }) => !/(?:^|\/)(?:examples?|internal\/tools|hack|scripts?)(?:\/|$)/.test(value))
    .sort((a, b) => rank(a) - rank(b));
}

const folderOf = (at: string) => at.replace(/:\d+$/, "").split("/").slice(0, -1).join("/") || ".";
