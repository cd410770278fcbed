import { parseVersion } from "../release/version.ts";

const dockerHub = "docker.io";

export interface ImageName {
  /** Host and port of the registry; `docker.io` where the name has none. */
  registry: string;
  /** Path in the registry, `team/chat`. */
  repository: string;
}

/** The name of an image without tag and digest: `localhost:5000/team/chat`. */
export function repositoryOf(reference: string): string {
  const [name = ""] = reference.split("@", 1);
  const colon = name.indexOf(":", name.lastIndexOf("/") + 1);
  return colon === -1 ? name : name.slice(0, colon);
}

/** The tag or digest that a name ends with. */
export const tagOf = (image: string): string => {
  const [, digest] = image.split("@");
  return digest ?? (image.slice(repositoryOf(image).length + 1) || "latest");
};

/** Splits an image name without tag as Docker does: `localhost:5000/team/chat` → registry and repository. */
export function parseImageName(name: string): ImageName {
  const [first = "", ...rest] = name.split("/");
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  if (isHost) return { registry: first, repository: rest.join("/") };
  return { registry: dockerHub, repository: rest.length > 0 ? name : `library/${name}` };
}

/** Whether a reference is of this repository, also if one of them leaves out Docker Hub. */
export function isOfRepository(reference: string, repository: string): boolean {
  const [one, other] = [parseImageName(repositoryOf(reference)), parseImageName(repositoryOf(repository))];
  return one.registry === other.registry && one.repository === other.repository;
}

/** Whether two references name the same image: its digest is what it is, and a mirror gives it another name. */
export function isSameImage(image: string, other: string): boolean {
  const [, digest] = other.split("@");
  return image === other || (digest !== undefined && image.endsWith(`@${digest}`));
}

const host = /^(?:[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:]+\])(?::\d+)?$/;
const pathPart = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^[A-Za-z][\w+.-]*:[0-9A-Fa-f]{32,}$/;

/** Whether it is the name of an image to engines and nodes (https://github.com/distribution/reference). */
export function isReference(text: string): boolean {
  const [tagged = "", digest, ...more] = text.split("@");
  const name = repositoryOf(tagged);
  const tag = tagged === name ? undefined : tagged.slice(name.length + 1);
  const [first = "", ...rest] = name.split("/");
  const isPath = (parts: string[]) => parts.length > 0 && parts.every((part) => pathPart.test(part));
  const isNamed = isPath([first, ...rest]) || (host.test(first) && isPath(rest));
  const isTagged = tag === undefined || tagPattern.test(tag);
  return isNamed && isTagged && more.length === 0 && (digest === undefined || digestPattern.test(digest));
}

/** The version that an image's reference names as its tag: `ghcr.io/team/chat:1.4.0@sha256:…` → `1.4.0`. */
export function versionOfImage(reference: string): string | undefined {
  const [, tag] = /:([^:@/]+)(?:@[^@]*)?$/.exec(reference) ?? [];
  return tag && parseVersion(tag);
}

/** Labels of the Open Containers Initiative that tie an image to its release. */
export const labels = {
  version: "org.opencontainers.image.version",
  revision: "org.opencontainers.image.revision",
  source: "org.opencontainers.image.source",
  created: "org.opencontainers.image.created",
} as const;
