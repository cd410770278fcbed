import type { VersionTag } from "../adapters/git/releases.ts";
import { fileAt, type Repository } from "../adapters/git/repository.ts";
import { configFile } from "../core/config/file.ts";
import type { Naming } from "../domain/release/naming.ts";
import type { Release } from "../domain/release/release.ts";

/** The tags without the releases of other projects in the same repository. */
export async function ownTags(repository: Repository, naming: Naming, tags: VersionTag[]): Promise<VersionTag[]> {
  const known = new Map<string, Promise<boolean>>();
  const isOwn = async ({ release }: VersionTag): Promise<boolean> => {
    if (!release || release.project === naming.project) return true;
    if (release.project !== undefined) return false;
    const { repository: image } = release.image;
    const named = known.get(image) ?? isOwnImage(repository, naming, release);
    known.set(image, named);
    return named;
  };
  const own = await Promise.all(tags.map(isOwn));
  return tags.filter((_, index) => own[index]);
}

/** Of a tag that does not name its project: the image is called as it is now, or as it was when it was released. */
async function isOwnImage(repository: Repository, naming: Naming, { commit, image }: Release): Promise<boolean> {
  if (naming.images.some(({ pull }) => image.repository === pull)) return true;
  const text = await fileAt(repository, commit, configFile);
  if (text !== undefined) return text.split(/[\s"',{}]/).includes(image.repository);
  // Nobody else's, unless another project was there first.
  const files = await repository.git(["ls-tree", "-r", "--name-only", "--full-tree", commit]);
  return !files.split("\n").some((path) => path === configFile || path.endsWith(`/${configFile}`));
}
