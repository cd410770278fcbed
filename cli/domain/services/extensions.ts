import { firstMatch, matchesOf, type Source } from "../packs/shared/scan.ts";
import type { Dependencies, UsedService } from "./used-service.ts";

/** Further parts of PostgreSQL that a program needs, and the image that has them. */
interface Extension {
  image: string;
  /** What the Compose file runs, packages of all ecosystems, and how sources speak of it. */
  runs: RegExp;
  packages: RegExp;
  speech: RegExp;
}

const extensions: readonly Extension[] = [
  {
    image: "postgis/postgis:17-3.5",
    runs: /^[ \t]{1,20}image:[ \t]{1,9}["']?[\w./-]{0,80}(postgis)\b/gm,
    packages: /^(?:activerecord-postgis-adapter|geoalchemy2|hibernate-spatial)$/,
    speech: /\b(django\.contrib\.gis)\b|["'](postgis):\/\//g,
  },
  {
    image: "pgvector/pgvector:pg17",
    runs: /^[ \t]{1,20}image:[ \t]{1,9}["']?[\w./-]{0,80}(pgvector)\b/gm,
    packages: /^(?:pgvector|github\.com\/pgvector\/pgvector-go|neighbor)$/,
    speech: /\bfrom (pgvector)\b|\b(create extension (?:if not exists )?"?vector)\b/gi,
  },
];

interface Places {
  dependencies: Dependencies;
  sources: readonly Source[];
  compose: readonly Source[];
}

/** A database without what the program's tables are made of would be none to it. */
export function withExtension(service: UsedService, { dependencies, sources, compose }: Places): UsedService {
  const { setup } = service.kind;
  if (service.kind.name !== "postgres" || !setup) return service;
  const needed = extensions.find(
    ({ runs, packages, speech }) =>
      !matchesOf(compose, runs).next().done ||
      [...dependencies.names].some((name) => packages.test(name)) ||
      firstMatch(sources, speech),
  );
  if (!needed) return service;
  const words = { ...setup.words, SERVICE_IMAGE: needed.image };
  return { ...service, kind: { ...service.kind, setup: { ...setup, words } } };
}
