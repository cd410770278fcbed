import { preconditionError } from "../../../lib/errors.ts";
import { isSecretName } from "../../../lib/mask.ts";
import type { ComposeBuild, Listed } from "./compose-model.ts";

/** What is used of a `build`. */
const used = [
  ...["context", "dockerfile", "dockerfile_inline", "target", "args", "additional_contexts"],
  ...["labels", "network", "platforms", "extra_hosts", "ssh", "secrets"],
];
/** What changes how an image is built or called, and nothing in it. */
const withoutEffect = [
  ...["cache_from", "cache_to", "no_cache", "pull", "tags", "shm_size", "ulimits", "provenance", "sbom"],
];

const isGiven = (value: unknown) => ![undefined, null, false].includes(value as undefined);

const isUsed = (key: string) => used.includes(key);

/** All of a `build` that Compose can read without the rest of its model. */
export const usedOf = (build: ComposeBuild): ComposeBuild =>
  Object.fromEntries(Object.entries(build).filter(([key]) => isUsed(key)));

/** All of a `build` by which one image differs from another. */
export const effectiveOf = ({ labels: _, ...build }: ComposeBuild): ComposeBuild =>
  Object.fromEntries(
    Object.entries(build).filter(([key, value]) => isGiven(value) && !withoutEffect.includes(key) && !/^x-/.test(key)),
  );

/** Throws if a `build` asks for something that would not be done: the image would be another one than Compose builds. */
export function requireBuildable(build: ComposeBuild): void {
  const [base] = Object.entries(build.additional_contexts ?? {}).find(([, from]) => from.startsWith("service:")) ?? [];
  if (base !== undefined) throw basedOnService(base);
  const others = Object.keys(effectiveOf(build)).filter((key) => !isUsed(key));
  if (others.length === 0) return;
  throw preconditionError(`the Compose file builds the image with what is not supported: ${others.join(", ")}`, {
    hint: `Take it out of \`build\` in the Compose file. Supported are ${used.join(", ")}.`,
  });
}

/** Compose alone knows what it has built for another service, and a release is built anew. */
const basedOnService = (name: string) =>
  preconditionError(
    `the Compose file builds the image with that of another service, as ${name} in \`additional_contexts\``,
    {
      hint: "Let both be stages of one Dockerfile, each with its `target`, or name a folder or an image (`docker-image://…`) there.",
    },
  );

/** Variables that Compose takes for an empty text in place of the Dockerfile's own value, in words and with a way out. */
export const unsetWords = (names: readonly string[]): [text: string, hint: string] => [
  `the image is built with an empty text for what is not set: ${names.join(", ")}`,
  "Set it for this command, or write a value for it into the Compose file: `${NAME:-value}`.",
];

/** Arguments that look like secrets, in words and with a way out: an image keeps them where everybody reads who pulls it. */
export function secretArguments({ args = {} }: ComposeBuild): [text: string, hint: string] | undefined {
  const names = Object.keys(args).filter(isSecretName);
  if (names.length === 0) return undefined;
  return [
    `an image may keep its build arguments, and whoever pulls it can read them: ${names.join(", ")}`,
    "Give it to the build as a secret: `build.secrets` in chatops.yaml, `RUN --mount=type=secret,id=…` in the Dockerfile.",
  ];
}

/** Options of `docker buildx build`, as `docker compose up` builds: of several platforms it takes the engine's. */
export function buildFlags({ network, platforms = [], extra_hosts, ssh }: ComposeBuild): string[] {
  const [platform, ...others] = platforms;
  return [
    ...(network ? ["--network", network] : []),
    ...(platform && others.length === 0 ? ["--platform", platform] : []),
    ...listed(extra_hosts).flatMap((host) => ["--add-host", host]),
    ...listed(ssh).flatMap((agent) => ["--ssh", agent]),
  ];
}

const listed = (entries: Listed = []): string[] =>
  Array.isArray(entries)
    ? entries
    : Object.entries(entries).map(([name, value]) => (value === null ? name : `${name}=${value}`));
