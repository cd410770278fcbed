import { isSecretName } from "../../../../lib/mask.ts";
import type { ProjectTree } from "../tree.ts";
import { buildOf, composeSaidOf, environmentOf, parseComposeFile } from "./compose-file.ts";

/**
 * What the Compose file gives the program that is built of the project, as far as it holds anywhere: no secret, nothing of
 * the machine that Compose runs on, and no address of what runs beside it.
 */
export function givenByCompose(tree: ProjectTree): ReadonlyMap<string, string> {
  const file = tree.composed ?? composeSaidOf(tree);
  const services = file?.services ?? [];
  // Of a service that the file builds, the others that it builds are not among what is read with it.
  const all = file ? parseComposeFile(file.path, file.text).services : [];
  const names = new Set(all.map(([name]) => name));
  const own = services.filter(([, service]) => {
    const build = buildOf(service);
    return tree.composed ? build !== undefined : build?.context === "." && build.dockerfile === "Dockerfile";
  });
  const holds = ([name, value]: readonly [string, string]) =>
    value !== "" &&
    !value.includes("$") &&
    !isSecretName(name) &&
    !/:\/\/[^/\s]{0,200}@|^(?:localhost|127\.0\.0\.1)\b|:\/\/(?:localhost|127\.0\.0\.1)\b/.test(value) &&
    !value.split(/[^\w.-]+/).some((word) => names.has(word));
  return new Map(own.flatMap(([, service]) => environmentOf(service)).filter(holds));
}
