import { assumed, type Found, type ProjectTree } from "../tree.ts";
import type { Project } from "./project.ts";

const usual = "10.0";
const pinFile = "global.json";

export const pinFiles: readonly string[] = [pinFile];

/** The runtime that a project is written for. */
export function runtimeOf(tree: ProjectTree, { frameworks: [framework] }: Project): Found<string> {
  if (framework) return { value: /\d{1,2}\.\d/.exec(framework.value)?.[0] ?? usual, at: framework.at };
  const pinned = pinnedSdk(tree);
  const value = /^\d{1,2}\.\d/.exec(pinned?.value ?? "")?.[0];
  return pinned && value ? { value, at: pinned.at } : { value: usual, at: assumed };
}

/**
 * The tag of the image with the tools. Where a newer one of the same kind may not take the place of the one that is
 * pinned, it is that one.
 */
export function sdkOf(tree: ProjectTree, runtime: string): Found<string> {
  const pinned = pinnedSdk(tree);
  const version = /^(\d{1,2}\.\d)\.\d{3}$/.exec(pinned?.value ?? "");
  if (!pinned || !version || Number(version[1]) < Number(runtime)) return { value: runtime, at: assumed };
  const mayDiffer = /"rollForward"\s{0,9}:\s{0,9}"(?:latest)?(?:[Ff]eature|[Mm]inor|[Mm]ajor)"/.test(
    tree.texts.get(pinFile) ?? "",
  );
  return { value: mayDiffer ? (version[1] ?? runtime) : pinned.value, at: pinned.at };
}

function pinnedSdk({ texts }: ProjectTree): Found<string> | undefined {
  const lines = (texts.get(pinFile) ?? "").split("\n");
  const pattern = /"version"\s{0,9}:\s{0,9}"(\d{1,2}\.\d\.(?:\d{3}|x)[\w.-]{0,40})"/;
  const index = lines.findIndex((line) => pattern.test(line));
  const value = pattern.exec(lines[index] ?? "")?.[1];
  return value === undefined ? undefined : { value, at: `${pinFile}:${index + 1}` };
}
