import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Tls } from "../../core/connection.ts";
import { dockerFolder, homeOf } from "../../core/session-folders.ts";

/**
 * What Docker is told of a registry's certificates: in `certs.d/<host>` every `.crt` is of an issuer; a `.cert` with its
 * `.key` is for the registry to know who asks. What only root may read, the engine's, is left out. Undefined if there is nothing.
 */
export async function certificatesFor(host: string, env: NodeJS.ProcessEnv): Promise<Tls | undefined> {
  const rootless = join(env.XDG_CONFIG_HOME || join(homeOf(env), ".config"), "docker");
  const places = ["/etc/docker", rootless, dockerFolder(env)].map((place) => join(place, "certs.d", host));
  const found = (await Promise.all(places.map(readFolder))).filter((tls) => tls !== undefined);
  if (found.length === 0) return undefined;
  return Object.assign({}, ...found, { ca: found.flatMap(({ ca = [] }) => ca) });
}

async function readFolder(folder: string): Promise<Tls | undefined> {
  const names = await readdir(folder).catch(() => []);
  const read = (name: string) => readFile(join(folder, name), "utf8").catch(() => undefined);
  const issuers = await Promise.all(names.filter((name) => name.endsWith(".crt")).map(read));
  const ca = issuers.filter((text) => text !== undefined);
  const own = names.find((name) => name.endsWith(".cert"));
  const [cert, key] = own ? await Promise.all([read(own), read(own.replace(/\.cert$/, ".key"))]) : [];
  if (cert && key) return { ca, cert, key };
  return ca.length > 0 ? { ca } : undefined;
}
