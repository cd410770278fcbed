import { matchesOf, type Source } from "../packs/shared/scan.ts";
import { assumed, type Found, type ProjectTree } from "../packs/tree.ts";
import { kindOfScheme } from "./defaults.ts";
import { kindOfImage } from "./images.ts";
import type { BackingService } from "./service.ts";
import { composeFilesOf } from "./settings-files.ts";
import type { UsedService } from "./used-service.ts";

/** `mongodb://mongo:27017/shop`, and with `jdbc:` before it. */
const inUrl = /["'`](?:jdbc:)?([a-z][a-z0-9+]{2,20}):\/\/(?:[^@\s/"'`$%{]{1,80}@)?([a-z][\w.-]{0,60})(?=[:/?"'`])/g;

/** `redis:6379` as a text of its own, and Go's `tcp(db:3306)`. */
const withPort = /["'`(]([a-z][\w-]{0,60}):(\d{2,5})["'`)]/g;

/** `("redis", 6379)`. */
const beforePort = /["'`]([a-z][\w-]{0,60})["'`]\s{0,4},\s{0,4}(\d{2,5})\b/g;

/** `host="redis"`, `"host": "redis"`. */
const asHost = /\bhost(?:name)?["'`]?\s{0,4}(?:=>|[:=])\s{0,4}["'`]([a-z][\w-]{0,60})["'`]/gi;

/** A name that stands for the machine itself is no other machine's. */
const isElsewhere = (host: string) => !/^(?:localhost|host\.docker\.internal)$/.test(host);

/**
 * The name by which the code itself looks for a service, and that no variable changes: of a Service in a cluster as of one in a
 * Compose file.
 */
export function hostInCode(
  kind: BackingService,
  sources: readonly Source[],
  tree?: ProjectTree,
): Found<string> | undefined {
  for (const { groups, at } of matchesOf(sources, inUrl)) {
    const [scheme = "", value = ""] = groups;
    if (kindOfScheme(scheme)?.name === kind.name && isElsewhere(value)) return { value, at };
  }
  const names = namesOf(kind, tree);
  const port = kind.setup?.words?.SERVICE_PORT;
  for (const pattern of [withPort, beforePort, asHost])
    for (const { groups, at } of matchesOf(sources, pattern)) {
      const [value = "", said] = groups;
      if (isElsewhere(value) && (said === undefined ? names.has(value) : said === port)) return { value, at };
    }
  return undefined;
}

/** What it may be called: like its kind, its images, and as the project's people call it in their Compose files. */
const namesOf = ({ name, images = [] }: BackingService, tree?: ProjectTree): Set<string> =>
  new Set([
    name,
    ...images,
    ...(tree ? composeFilesOf(tree) : []).flatMap(({ services }) =>
      services
        .filter(([, { image }]) => kindOfImage(String(image ?? ""))?.name === name)
        .flatMap(([service, { container_name, hostname }]) => [service, container_name, hostname])
        .filter((host) => typeof host === "string"),
    ),
  ]);

/** A service that no variable tells the program of, with the name that it has in the code. */
export function withHostInCode(service: UsedService, sources: readonly Source[], tree?: ProjectTree): UsedService {
  const isTold = service.optional || !service.kind.setup || service.variables.some(({ at }) => at !== assumed);
  const host = isTold ? undefined : hostInCode(service.kind, sources, tree);
  return host ? { ...service, host } : service;
}
