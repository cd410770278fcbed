import { join } from "node:path";
import { messageOf } from "../../../lib/errors.ts";
import { readBuild } from "../../adapters/compose-model.ts";
import { kindOf } from "../../adapters/file-copies.ts";
import type { Config } from "../../core/config/schema.ts";
import type { Session } from "../../core/session.ts";
import type { Steps } from "../../core/steps.ts";
import { requireBuildable, unsetWords } from "../../domain/deployment/build-keys.ts";
import type { ComposeBuild } from "../../domain/deployment/compose-model.ts";

/**
 * How the Compose file of the commit builds the project's image, so that a release is what `docker compose up` would
 * start. Undefined if the project runs on no Compose, or if its file cannot be read: then the Dockerfile says all.
 */
export async function findBuild(
  { steps, env }: Pick<Session, "env"> & { steps: Pick<Steps, "signal" | "warn"> },
  config: Config,
  folder: string,
): Promise<ComposeBuild | undefined> {
  const file = composeFileOf(config);
  if (!file || !(await kindOf(join(folder, file)))) return undefined;
  const source = { name: config.name, directory: folder, calledBy: ".", file, env, signal: steps.signal };
  const found = await readBuild(source, config.name).catch((error) => {
    steps.signal.throwIfAborted();
    steps.warn(`the image is built from the Dockerfile alone, whatever ${file} says: ${messageOf(error)}`);
    return undefined;
  });
  if (!found) return undefined;
  requireBuildable(found.build);
  if (found.unset.length > 0) steps.warn(...unsetWords(found.unset));
  return found.build;
}

/** That of the first environment on Compose; without any environment, that of the one which `deploy` assumes. */
function composeFileOf({ environments }: Config): string | undefined {
  const all = Object.values(environments);
  return all.length === 0 ? "compose.yaml" : all.find(({ compose }) => compose)?.compose?.file;
}
