import { join } from "node:path";
import { messageOf, preconditionError } from "../../../lib/errors.ts";
import { temporaryFolder } from "../../adapters/folders.ts";
import { writeState } from "../../adapters/state.ts";
import type { Session } from "../../core/session.ts";
import { type LocalState, versionFolder } from "./local-state.ts";

/** Puts Compose files to where `docker compose` can read them. */
export interface FileKeeper {
  /** Resolves to their paths: in the environment's folder or, where that takes none, in a temporary one. */
  keep(version: string, texts: Readonly<Record<string, string>>): Promise<string[]>;
  dispose(): Promise<void>;
}

export function createFileKeeper({ steps: { warn }, env }: Session, local: LocalState): FileKeeper {
  let temporary: Awaited<ReturnType<typeof temporaryFolder>> | undefined;
  return {
    async keep(version, texts) {
      try {
        return await write(versionFolder(local.folder, version), texts);
      } catch (error) {
        warn(`${messageOf(error)}; a temporary folder takes the Compose files of ${version}`);
      }
      temporary ??= await temporaryFolder(env).catch((error) => {
        throw preconditionError(`could not make a temporary folder either: ${messageOf(error)}`);
      });
      return write(versionFolder(temporary.path, version), texts);
    },
    async dispose() {
      await temporary?.dispose().catch(() => {});
    },
  };
}

async function write(folder: string, texts: Readonly<Record<string, string>>): Promise<string[]> {
  const files = Object.entries(texts).map(([name, text]) => ({ path: join(folder, name), text }));
  for (const { path, text } of files) await writeState(path, text);
  return files.map(({ path }) => path);
}
