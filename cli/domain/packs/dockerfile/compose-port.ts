import { parseDockerfile } from "../../dockerfile/parse.ts";
import { exampleOf } from "../../services/settings-files.ts";
import { buildOf, composeSaidOf, forDevelopers, imageName, portOf } from "../shared/compose-file.ts";
import { type Found, lineAt, type ProjectTree } from "../tree.ts";

/** A stage that a Compose file builds for developers: what is released is the last one. */
export const isForDevelopers = ({ target = "" }: { target?: string }, dockerfile = ""): boolean =>
  forDevelopers.test(target) && parseDockerfile(dockerfile).at(-1)?.as !== target.toLowerCase();

/**
 * The port inside the container that a Compose file publishes of what it builds from the project's Dockerfile, or of the image that is
 * called like the project.
 */
export function composePort(tree: ProjectTree, name = tree.folder): Found<number> | undefined {
  const file = composeSaidOf(tree);
  const own =
    file?.services.find(([, service]) => {
      const build = buildOf(service);
      return (
        build?.context === "." &&
        build.dockerfile === "Dockerfile" &&
        !isForDevelopers(build, tree.texts.get("Dockerfile"))
      );
    }) ?? file?.services.find(([, { build, image }]) => build === undefined && imageName(image) === name.toLowerCase());
  const value = own && portOf(own[1], (variable) => exampleOf(tree, variable));
  if (!file || !value) return undefined;
  return { value, at: `${file.path}:${lineAt(file.text, file.text.indexOf(String(value)))}` };
}
