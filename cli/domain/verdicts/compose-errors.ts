import type { Rollout } from "../rollout/rollout.ts";
import type { Find, Finding } from "./verdict.ts";

export const composeSays = "docker compose says so and ends";

/** What one line says that `docker compose up` ended with. */
export const inComposeError =
  (find: (text: string, rollout: Rollout) => (Pick<Finding, "cause" | "fix"> & { index: number }) | undefined): Find =>
  (rollout) => {
    const { cluster, deployError = "" } = rollout;
    const found = cluster ? undefined : find(deployError, rollout);
    if (!found) return [];
    const { index, ...finding } = found;
    return [{ ...finding, evidence: [lineAt(deployError, index)] }];
  };

/** A cause that `docker compose up` names by itself when it refuses to go on. */
export const saidByCompose = (pattern: RegExp, cause: InWords, fix: string | InWords): Find =>
  inComposeError((text) => {
    const match = pattern.exec(text);
    if (!match) return undefined;
    return { cause: cause(match), fix: typeof fix === "string" ? fix : fix(match), index: match.index };
  });

type InWords = (match: RegExpExecArray) => string;

const lineAt = (text: string, index: number) =>
  text
    .slice(text.lastIndexOf("\n", index) + 1)
    .split("\n")[0]
    ?.trim() ?? "";

/** A service, or a container, that Compose waited for in vain. */
const isNamed = /service "([^"\n]+)" didn't complete successfully|dependency failed to start: container (\S+)/g;

/** Whether Compose ended because this container, which others wait for, was done: whatever its exit code, it was to run on. */
export const wasToRunOn = (name: string, { deployError = "" }: Pick<Rollout, "deployError">): boolean =>
  deployError.includes(`dependency failed to start: container ${name} exited`);

/** A rollout with the containers that Compose blames as it ends: whatever they did before, it was for them that it ended. */
export function withBlamed(rollout: Rollout, { containers }: Rollout): Rollout {
  const { deployError = "", cluster } = rollout;
  if (cluster || deployError === "") return rollout;
  const named = [...deployError.matchAll(isNamed)].map(([, service, container]) => service ?? container);
  const known = rollout.containers.map(({ name }) => name);
  const blamed = containers.filter(
    ({ name, service }) => !known.includes(name) && (named.includes(name) || named.includes(service)),
  );
  return { ...rollout, containers: [...rollout.containers, ...blamed] };
}
