import { finalImageOf } from "../dockerfile/final-image.ts";
import { parseDockerfile } from "../dockerfile/parse.ts";
import { buildOf } from "../packs/shared/compose-file.ts";
import { below, type ComposeFile, type ProjectTree } from "../packs/tree.ts";
import { kindOfImage } from "./images.ts";

type Service = ComposeFile["services"][number];

/** An image of a backing service that a Compose file builds with something of the project's people in it. */
export interface OwnImage {
  /** What it is made from. */
  image: string;
  dockerfile: string;
  context: string;
}

export function ownImageOf([, said]: Service, { texts }: ProjectTree): OwnImage | undefined {
  const build = buildOf(said);
  const dockerfile = build && below(build.context, build.dockerfile);
  const image = dockerfile && finalImageOf(parseDockerfile(texts.get(dockerfile) ?? ""))?.base.value;
  return image && kindOfImage(image) ? { image, dockerfile, context: build.context } : undefined;
}

/** The file as if it ran what they are made from: import sets that up. */
export const withBases = (file: ComposeFile, tree: ProjectTree): ComposeFile => ({
  ...file,
  services: file.services.map((service): Service => {
    const own = ownImageOf(service, tree);
    const [name, { build, ...said }] = service;
    return own ? [name, { ...said, image: own.image }] : service;
  }),
});
