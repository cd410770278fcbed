import { join, relative, resolve } from "node:path";
import { preconditionError, usageError } from "../../../lib/errors.ts";
import { maskSecret } from "../../../lib/secrets.ts";
import { isFree, temporaryFolder } from "../../adapters/folders.ts";
import { cloneRepository } from "../../adapters/git/clone.ts";
import { openRepository } from "../../adapters/git/repository.ts";
import { withoutCredentials } from "../../adapters/git/url-credentials.ts";
import type { Session } from "../../core/session.ts";
import {
  credentialsIn,
  folderOfUrl,
  hasBrokenPassword,
  isGitUrl,
  isSameRepository,
} from "../../domain/import/git-url.ts";
import { type Access, accessOf } from "../../releases/access.ts";

/** The folder of the project that is imported. */
export interface ProjectSource {
  directory: string;
  /** As the user would type it; empty for the folder they are in. */
  shown: string;
  dispose(): Promise<void>;
}

/** The folder that was named, or a clone of the repository that was. */
export async function projectSourceOf(
  session: Session,
  { place, url = isGitUrl(place) ? place : undefined }: { place: string; url?: string },
): Promise<ProjectSource> {
  const { cwd } = session;
  if (url === undefined) return placeAt(cwd, resolve(cwd, place));
  if (place !== "." && place !== url) {
    throw usageError("both a folder and --url are given", { hint: "Name one project: a folder or a URL." });
  }
  for (const secret of credentialsIn(url)) maskSecret(secret);
  if (hasBrokenPassword(url)) {
    throw usageError("the password in the URL has a character that ends it", {
      hint: "Write `/` as %2F, `?` as %3F, `#` as %23 and `@` as %40 in it; or leave it out, and let a credential helper of Git answer.",
    });
  }
  const folder = folderOfUrl(url);
  if (!folder) {
    throw usageError(`${url} is not a Git URL`, { hint: "Such as https://github.com/team/shop.git" });
  }
  return clone(session, url, folder);
}

const placeAt = (cwd: string, directory: string): ProjectSource => ({
  directory,
  shown: relative(cwd, directory),
  dispose: async () => {},
});

/** Clones into `./<repository>`. A dry run reads a clone that is thrown away. */
async function clone(session: Session, url: string, folder: string): Promise<ProjectSource> {
  const { steps, cwd, env } = session;
  const access = accessOf(session);
  const directory = join(cwd, folder);
  if (!(await isFree(directory))) {
    await steps.look(`Use the clone in ${folder}`, () => verifyClone(directory, folder, url, access));
    return placeAt(cwd, directory);
  }
  if (!steps.dryRun) {
    const plan = { plan: `git clone ${url}`, expect: undefined };
    await steps.change(`Clone ${url}`, plan, () => cloneRepository(url, directory, access));
    if (withoutCredentials(url) !== url) steps.note(notKept);
    return placeAt(cwd, directory);
  }
  const temporary = await temporaryFolder(env);
  const target = join(temporary.path, folder);
  await steps.look(`Clone ${url} for this dry run only`, () => cloneRepository(url, target, access));
  return { ...placeAt(cwd, target), shown: folder, dispose: temporary.dispose };
}

const notKept = "The clone does not keep the URL's password: `git push` needs a credential helper there.";

/** A folder with content is used only where it is a clone of the very repository that is asked for. */
async function verifyClone(directory: string, folder: string, url: string, access: Access): Promise<void> {
  const repository = await openRepository(directory, access).catch(() => undefined);
  const present = repository?.prefix === "" ? await repository.url() : undefined;
  if (present && isSameRepository(present, url)) return;
  throw preconditionError(`${folder} is there already and is not a clone of ${url}`, {
    hint: `Move it away, or import it as it is: chatops import ${folder}`,
  });
}
