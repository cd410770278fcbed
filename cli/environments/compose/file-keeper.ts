import { rm } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, preconditionError } from "../../../lib/errors.ts";
import { copyByContent } from "../../adapters/file-copies.ts";
import { temporaryFolder } from "../../adapters/folders.ts";
import { reasonOf, writeState } from "../../adapters/state.ts";
import type { Session } from "../../core/session.ts";
import { filesFolder, type LocalState, versionFolder } from "./local-state.ts";

type Texts = Readonly<Record<string, string | undefined>>;

/** Puts the files of versions to where `docker compose` and containers find them. */
export interface FileKeeper {
  /** Resolves to their paths: in the environment's folder or, if that takes none, in a temporary one. One without a text is removed. */
  keep(version: string, texts: Texts): Promise<string[]>;
  /** Copies a file or folder that containers mount. Resolves to the copy, which stays. */
  keepFile(path: string): Promise<string>;
  dispose(): Promise<void>;
}

export function createFileKeeper({ steps: { warn }, env }: Session, local: LocalState): FileKeeper {
  let temporary: Awaited<ReturnType<typeof temporaryFolder>> | undefined;
  let isMounted = false;
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
    async keepFile(path) {
      const folder = filesFolder(local.folder);
      try {
        return await copyByContent(path, folder);
      } catch (error) {
        if (!isMounted) warn(`could not write below ${folder}: ${reasonOf(error)}; a temporary folder takes its files`);
      }
      isMounted = true;
      return copyByContent(path, filesFolder(await fallback()));
    },
    async dispose() {
      // What a container mounts has to be there when it is started again.
      if (!isMounted) await temporary?.dispose().catch(() => {});
    },
  };
}

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
