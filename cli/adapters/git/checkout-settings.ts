import { maskSecret } from "../../../lib/secrets.ts";
import type { Git } from "./git.ts";

/** By what Git reaches others, and by what it fills files in. */
const carried =
  /^(http|credential|url|ssh|lfs|filter|protocol)\.|^core\.(sshcommand|gitproxy|askpass)$|^submodule\..*\.(update|active)$/;
/** Those of the remote itself, which a clone calls `origin`. */
const ofRemote = /\.(proxy|proxyauthmethod|promisor|partialclonefilter|uploadpack)$/;

/**
 * What a checkout knows beyond what every repository of the user knows, such as the token that a pipeline's checkout wrote
 * into it: a clone does not get it by itself, and must not have it in a file.
 */
export async function settingsBeyond(
  checkout: Git,
  clone: Git,
  remote: string | undefined,
): Promise<[string, string][]> {
  const [all, known] = await Promise.all([listed(checkout), listed(clone)]);
  const left = new Map<string, number>();
  for (const entry of known) left.set(entry, (left.get(entry) ?? 0) + 1);
  const beyond = all.filter((entry) => {
    const times = left.get(entry) ?? 0;
    left.set(entry, times - 1);
    return times <= 0;
  });
  return beyond.flatMap((entry) => {
    const end = entry.indexOf("\n");
    // A key without a value says yes.
    const [key, value] = end < 0 ? [entry, "true"] : [entry.slice(0, end), entry.slice(end + 1)];
    const name = nameInClone(key, remote);
    if (name === undefined) return [];
    if (/\.extraheader$/.test(key)) maskSecret(value.split(" ").at(-1));
    return [[name, value] satisfies [string, string]];
  });
}

function nameInClone(key: string, remote: string | undefined): string | undefined {
  if (carried.test(key)) return key;
  const own = `remote.${remote}.`;
  return key.startsWith(own) && ofRemote.test(key) ? `remote.origin.${key.slice(own.length)}` : undefined;
}

const listed = async (git: Git): Promise<string[]> =>
  (await git(["config", "--list", "-z"])).split("\0").filter(Boolean);
