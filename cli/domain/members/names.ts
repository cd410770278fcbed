import { validName } from "../packs/shared/name.ts";
import { backingServices } from "../services/all.ts";

/** Keys of the chart's values that mean something else, and services beside the project's own. */
const taken: ReadonlySet<string> = new Set(["global", ...backingServices.map(({ name }) => name)]);

/** What a service is called whose folder, or whose people, call it so. */
export function nameOf(text: string): string {
  const name = validName(text) ?? "app";
  return taken.has(name) ? `${name}-service` : name;
}

/** `apps/web` is web, and so is `shop/shop-web`; a folder that says nothing gives way to the one above. */
export function nameOfFolder(folder: string): string {
  const parts = folder.split("/");
  const index = parts.findLastIndex((part) => !/^(?:src|app|code|source|cmd)$/.test(part));
  const last = parts[index] ?? parts.at(-1) ?? folder;
  const above = `${parts[index - 1]}-`;
  return nameOf(last.startsWith(above) ? last.slice(above.length) : last);
}

export const dotless = (path: string): string => path.replace(/^(?:\.\/)+/, "").replace(/\/$/, "");

/** Where two have one name, that of the folder above comes before it. */
export function withOwnNames<T extends { name: string; folder: string }>(candidates: readonly T[]): T[] {
  const count = (name: string) => candidates.filter((other) => other.name === name).length;
  const named = candidates.map((candidate) => {
    const parts = candidate.folder.split("/").slice(-2);
    return count(candidate.name) > 1 && parts.length > 1 ? { ...candidate, name: nameOf(parts.join("-")) } : candidate;
  });
  return named.map((candidate, index) => {
    const before = named.slice(0, index).filter(({ name }) => name === candidate.name).length;
    return before > 0 ? { ...candidate, name: `${candidate.name}-${before + 1}` } : candidate;
  });
}
