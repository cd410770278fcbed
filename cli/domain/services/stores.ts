import type { Source } from "../packs/shared/scan.ts";
import type { BackingService } from "./service.ts";

/** Folders whose files are ways to do one thing, of which the settings choose one. */
const folders = /(?:^|\/)(?:[\w-]{0,20}(?:stores?|storages?|drivers?|adapters?|backends?))\/([\w.-]{1,40})\.\w{1,5}$/i;
const withoutServer =
  /^(?:file|files|fs|disk|local|memory|mem|inmemory|in-memory|filesystem|file-?system|sqlite3?)(?:[._-]?\w{1,10})?$/i;
const shorter: Readonly<Record<string, readonly string[]>> = { postgres: ["pg", "postgresql"], mongodb: ["mongo"] };
/** `redisStore` and `Redis-store` are about redis. */
const firstWord = (file: string) => /^[A-Z]?[a-z0-9]{1,40}/.exec(file)?.[0].toLowerCase() ?? "";

/** The file that alone is about a service, beside one that needs none: `stores/redis.js` and `stores/file.js`. */
export function oneOfStores({ name, images = [] }: BackingService, sources: readonly Source[]): string | undefined {
  const words = new Set([name, ...images, ...(shorter[name] ?? [])]);
  const files = sources.map(({ path }) => ({ path, file: folders.exec(path)?.[1] }));
  const own = files.find(({ file }) => file !== undefined && words.has(firstWord(file)));
  if (!own) return undefined;
  const beside = own.path.slice(0, own.path.lastIndexOf("/") + 1);
  const hasOther = files.some(({ path, file }) => file && path.startsWith(beside) && withoutServer.test(file));
  return hasOther ? own.path : undefined;
}
