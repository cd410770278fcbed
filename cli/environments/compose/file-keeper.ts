import { rm } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, preconditionError } from "../../../lib/errors.ts";
import { copyByContent } from "../../adapters/file-copies.ts";
import { temporaryFolder } from "../../adapters/folders.ts";
import { reasonOf, writeState } from "../../adapters/state.ts";
import type { Session } from "../../core/session.ts";
import type { Steps } from "../../core/steps.ts";
import type { NamedFile } from "../../domain/deployment/named-files.ts";
import { filesFolder, type LocalState, versionFolder } from "./local-state.ts";

type Texts = Readonly<Record<string, string | undefined>>;

/** Puts the files of versions to where `docker compose` and containers find them. */
export interface FileKeeper {
  /** Resolves to their paths: in the environment's folder or, if that takes none, in a temporary one. One without a text is removed. */
  keep(version: string, texts: Texts): Promise<string[]>;
  /** Copies a file or folder that is named. Resolves to the copy; one that containers mount stays, or there is none. */
  keepFile(path: string, use: Pick<NamedFile, "isWritable" | "isMounted">): Promise<string>;
  dispose(): Promise<void>;
}

export function createFileKeeper(
  { steps: { warn }, env }: Pick<Session, "env"> & { steps: Pick<Steps, "warn"> },
  local: LocalState,
): FileKeeper {
  let temporary: Awaited<ReturnType<typeof temporaryFolder>> | undefined;
  const fallback = async () => {
    temporary ??= await temporaryFolder(env).catch((error) => {
      throw preconditionError(`could not make a temporary folder either: ${messageOf(error)}`);
    });
    return temporary.path;
  };
  return {
    async keep(version, texts) {
      try {
        return await write(versionFolder(local.folder, version), texts);
      } catch (error) {
        warn(`${messageOf(error)}; a temporary folder takes the Compose files of ${version}`);
      }
      return write(versionFolder(await fallback(), version), texts);
    },
    async keepFile(path, { isWritable, isMounted }) {
      const folder = filesFolder(local.folder);
      try {
        return await copyByContent(path, folder, isWritable);
      } catch (error) {
        if (isMounted) throw noPlace(folder, error);
      }
      return copyByContent(path, filesFolder(await fallback()), isWritable);
    },
    async dispose() {
      await temporary?.dispose().catch(() => {});
    },
  };
}

/** A temporary folder is gone after a restart of the machine, and with it what containers mount. */
const noPlace = (folder: string, error: unknown) =>
  preconditionError(`files that containers mount could not be written below ${folder}: ${reasonOf(error)}`, {
    hint: "Make it writable by you, or name another folder with XDG_STATE_HOME.",
    cause: error,
  });

async function write(folder: string, texts: Texts): Promise<string[]> {
  const paths: string[] = [];
  for (const [name, text] of Object.entries(texts)) {
    const path = join(folder, name);
    if (text === undefined) {
      await rm(path, { force: true });
      continue;
    }
    await writeState(path, text);
    paths.push(path);
  }
  return paths;
}
