import type { Config } from "../../core/config/schema.ts";
import { parseVersion } from "./version.ts";
import { versionMeant } from "./version-meant.ts";

/** What a project's releases and their artifacts are called, in Git, in registries and in clusters. */
export interface Naming {
  /** Name of the project, which tells its releases from those of others in the same repository. */
  project: string;
  /** What all of its tags begin with before the `v`; mostly nothing. */
  tagPrefix: string;
  /** Tag of a version in Git: `v1.4.0`. */
  tag: (version: string) => string;
  /** The version that a tag stands for; undefined for any other tag. */
  versionOfTag: (tag: string) => string | undefined;
  /** The version that somebody else's spelling of a tag means. */
  versionMeant: (tag: string) => string | undefined;
  /** Pattern of all tags that may have a version of the project. */
  tags: string;
  /** Ref that keeps a version for one run while it is released. */
  reservation: (version: string) => string;
  /** Ref of a release's record beside a tag that somebody else made. */
  record: (version: string) => string;
  /** Those of the images, one for each service. */
  images: readonly [ImageNames, ...ImageNames[]];
  /** Tag under which an image is pushed, of one build alone: registries may allow each tag only once. */
  buildTag: (build: { version: string; commit: string }) => string;
  /** Name of the Lease that a promotion holds, and of the ConfigMap with the history. */
  bookkeeping: string;
}

/** Names of an image without tag: under which this machine pushes it, and under which others pull it. */
export interface ImageNames {
  push: string;
  pull: string;
  /** The service that runs it; absent if the project does not name its services. */
  service?: string;
}

/** What the title of a step says of an image, if there are several. */
export const forService = ({ service }: { service?: string | undefined }): string => (service ? ` for ${service}` : "");

/** Where chatops.yaml says something of an image: for its service, if it names them. */
export const keyFor = ({ service }: { service?: string | undefined }, key: "image" | "chart.image"): string =>
  service === undefined ? key : `services.${service}.${key}`;

/** Reservations of all projects of a repository are below this. */
export const reservationRefs = "refs/chatops/reservations";
/** Records of releases whose tags are somebody else's. */
export const recordRefs = "refs/chatops/releases";

type Named = Pick<Config, "name" | "image" | "services"> & {
  release?: Pick<Config["release"], "tagPrefix">;
};

/** The names that chatops.yaml gives. */
export function namingOf(config: Named): Naming {
  const { name, release } = config;
  const tagPrefix = release?.tagPrefix ?? "";
  const start = `${tagPrefix}v`;
  const tag = (version: string) => `${start}${version}`;
  return {
    project: name,
    tagPrefix,
    tag,
    versionOfTag: (text) => (text.startsWith(start) ? parseVersion(text.slice(start.length)) : undefined),
    versionMeant: (text) => (text.startsWith(tagPrefix) ? versionMeant(text.slice(tagPrefix.length)) : undefined),
    tags: `${tagPrefix}*`,
    reservation: (version) => `${reservationRefs}/${tag(version)}`,
    record: (version) => `${recordRefs}/${tag(version)}`,
    images: imagesOf(config),
    buildTag: ({ version, commit }) => `commit-${commit}-${version}`,
    bookkeeping: `chatops-${name}`,
  };
}

/** The names of a project whose tags have a prefix as they were before; undefined if they have none. */
export const namingBeforePrefix = (config: Named): Naming | undefined =>
  config.release?.tagPrefix ? namingOf({ ...config, release: { tagPrefix: "" } }) : undefined;

/** An image without a registry is called like the project, and like its service if there are several. */
function imagesOf({ name, image, services = {} }: Named): Naming["images"] {
  const [first, ...others] = Object.entries(services).map(([service, its]) => ({
    ...(its.image ?? localNames(`${name}-${service}`)),
    service,
  }));
  return first ? [first, ...others] : [image ?? localNames(name)];
}

/** Names under which images are pushed to a registry; none if they stay on this machine. */
export const pushedImages = ({ image, services = {} }: Pick<Config, "image" | "services">): string[] =>
  [{ image }, ...Object.values(services)].flatMap((its) => its.image?.push ?? []);

const localNames = (name: string) => ({ push: name, pull: name });

/** File of a packaged chart, as Helm names it. */
export const chartFile = (chart: string, version: string): string => `${chart}-${version}.tgz`;
