import { optional } from "../../services/optional.ts";
import type { UsedService } from "../../services/used-service.ts";
import { firstMatch, type Match, matchesOf, type Source } from "../shared/scan.ts";
import type { Survey } from "../shared/survey.ts";
import type { ProjectTree } from "../tree.ts";
import type { Composer } from "./composer.ts";

/** How code speaks to what a driver keeps things in, whichever driver is set, and packages that need it. */
const spoken: Readonly<Record<string, { by: RegExp; packages?: readonly string[] }>> = {
  redis: {
    by: /\bFacades\\Redis\b|\bRedis::|\b(?:store|connection|driver)\(["']redis["']\)/g,
    packages: ["laravel/horizon"],
  },
  memcached: { by: /\bnew \\?Memcached\b|\bstore\(["']memcached["']\)/g },
  // What Laravel calls its cloud is S3, unless somebody says otherwise, and read by those who ask for it alone.
  s3: { by: /\bdisk\(["']s3["']\)|\bStorage::cloud\(/g },
};

const byDefault =
  /\benv\(\s{0,9}["'][A-Z_]{0,40}(?:DRIVER|CONNECTION|STORE|DISK)["'],\s{0,9}["'](redis|memcached|s3)["']/g;
const inExample = /^[A-Z_]{0,40}(?:DRIVER|CONNECTION|STORE|DISK)=["']?(redis|memcached|s3)\b/gm;
const example = /^\.env\.(?:example|sample|dist|template)$/;

/** Every project of Laravel has settings for these; one that no driver is set to by itself, and no code asks for, is a choice. */
export function withDrivers(
  { services, sources }: Survey,
  { texts }: ProjectTree,
  { requires }: Composer,
): UsedService[] {
  const examples: Source[] = [...texts].flatMap(([path, text]) => (example.test(path) ? [{ path, text }] : []));
  // How a disk is made says nothing of whether it is used.
  const ofDisk = ({ before, groups }: Match) => groups[0] === "s3" && /["']driver["']\s{0,9}=>\s{0,9}$/.test(before);
  const taken = [...matchesOf(sources, byDefault)].filter((match) => !ofDisk(match));
  const set = new Set([...taken, ...matchesOf(examples, inExample)].map(({ groups }) => groups[0]));
  // Older settings name every facade.
  const code = sources.filter(({ path }) => !path.startsWith("config/"));
  return services.map((service) => {
    const { name } = service.kind;
    const speech = spoken[name];
    const isRun = service.variables.some(({ at }) => at.includes("compose"));
    const isNeeded = speech?.packages?.some((one) => one in requires) ?? false;
    if (!speech || isRun || isNeeded || set.has(name) || firstMatch(code, speech.by)) return service;
    return optional(service, `no driver in its settings is ${name} by itself`);
  });
}
