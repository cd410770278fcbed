import { observe, observeProject } from "../../adapters/containers.ts";
import { connectEngine, type Engine, findImage } from "../../adapters/engine.ts";
import { ownContainer } from "../../domain/deployment/compose.ts";
import { labels } from "../../domain/image/reference.ts";
import { imagesOf, type Release, type ReleasedImage, runReference } from "../../domain/release/release.ts";
import type { ComposeContainer } from "../../domain/rollout/compose-rollout.ts";
import type { Access } from "../../releases/access.ts";
import { agreement, check, unreleased } from "../../releases/check-link.ts";
import type { Link } from "../../results/trace.ts";
import type { Instance } from "../environment.ts";

/** What a promotion started in a Compose project. */
export async function findInstance(project: string, access: Access): Promise<Instance | undefined> {
  const engine = await connectEngine(access.env, access);
  const own = ownContainer(await observeProject(engine, project));
  return own && findInEngine(own.name, access);
}

/** The container of this name, or the image, as what carries a version; also of no environment. */
export async function findInEngine(name: string, access: Access): Promise<Instance | undefined> {
  const engine = await connectEngine(access.env, access);
  const container = await observe(engine, name);
  const image = await findImage(engine, container?.image ?? name);
  if (!image) return undefined;
  return {
    version: image.labels[labels.version],
    commit: image.labels[labels.revision],
    verify: async (release) => (container ? [await containerLink(container, release, engine)] : []),
    ...(container && { strangerLink: async () => strangerLink(container) }),
  };
}

const strangerLink = ({ name }: ComposeContainer): Link => ({
  part: "container",
  value: name,
  state: "not checked",
  note: unreleased,
});

/** Those that a container may run: that of its own service or, if none is called so, each of them. */
export function imagesFor(
  { service }: Pick<ComposeContainer, "service">,
  release: Pick<Release, "image" | "otherImages">,
): readonly ReleasedImage[] {
  const images = imagesOf(release);
  const own = images.filter((image) => image.service === service);
  return own.length > 0 ? own : images;
}

/** The container runs the very image that the tag names. */
const containerLink = (container: ComposeContainer, release: Release, engine: Engine): Promise<Link> =>
  check("container", container.name, async () => {
    const meant = imagesFor(container, release);
    const images = meant.map((image) => findImage(engine, runReference({ ...release, image })));
    const found = await Promise.all(images);
    const health = container.health === "none" ? container.status : container.health;
    return agreement(
      found.some((image) => image?.id === container.image),
      `${health}, runs this image`,
      `runs ${container.image}, another image`,
    );
  });
