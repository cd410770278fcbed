import { isSecretName } from "../../../../lib/mask.ts";
import type { ComposeFile, ProjectTree } from "../tree.ts";
import { buildOf, composeSaidOf, environmentOf, parseComposeFile, recordOf } from "./compose-file.ts";

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
  const own = ownServices(services, tree);
  const holds = ([name, value]: readonly [string, string]) =>
    value !== "" &&
    !value.includes("$") &&
    !isSecretName(name) &&
    !/:\/\/[^/\s]{0,200}@|^(?:localhost|127\.0\.0\.1)\b|:\/\/(?:localhost|127\.0\.0\.1)\b/.test(value) &&
    !value.split(/[^\w.-]+/).some((word) => names.has(word));
  return new Map(own.flatMap((service) => environmentOf(service)).filter(holds));
}

const ownServices = (services: ComposeFile["services"], tree: ProjectTree) =>
  services
    .map(([, service]) => service)
    .filter((service) => {
      const build = buildOf(service);
      return tree.composed ? build !== undefined : build?.context === "." && build.dockerfile === "Dockerfile";
    });

/** As many as nobody writes down without thinking of all. */
const many = 3;

/** Whether the Compose file runs the program without a variable: it gives it others, and no file with more. */
export function runsWithout(tree: ProjectTree): (name: string) => boolean {
  const file = tree.composed ?? composeSaidOf(tree);
  const own = ownServices(file?.services ?? [], tree);
  const names = new Set(own.flatMap(namesIn));
  const isWhole = names.size >= many && own.every(({ env_file: more }) => more === undefined);
  return (name) => isWhole && !names.has(name);
}

/** Those without a value as well, which come from where Compose runs. */
const namesIn = ({ environment }: Readonly<Record<string, unknown>>): string[] =>
  Array.isArray(environment)
    ? environment.map((line) => String(line).split("=", 1).join(""))
    : Object.keys(recordOf(environment));
