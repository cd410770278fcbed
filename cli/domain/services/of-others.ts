import { environmentOf, parseComposeFile, waitsFor } from "../packs/shared/compose-file.ts";
import type { ComposeFile, ProjectTree } from "../packs/tree.ts";
import { kindOfImage } from "./images.ts";
import type { UsedService } from "./used-service.ts";

/**
 * Whether the Compose file that runs a program runs a service for others beside it alone: one of several may have a package of what another one uses.
 */
export function isOfOthers({ kind }: UsedService, { composed }: ProjectTree): boolean {
  if (!composed) return false;
  const isKind = ([, { image }]: Service) => kindOfImage(String(image ?? ""))?.name === kind.name;
  if (composed.services.some(isKind)) return false;
  const all = parseComposeFile(composed.path, composed.text).services;
  return all.some((service) => isKind(service) && all.some((other) => usesIt(other, service[0])));
}

type Service = ComposeFile["services"][number];

const usesIt = ([, said]: Service, name: string): boolean =>
  waitsFor(said, name) || environmentOf(said).some(([, value]) => value.split(/[^\w.-]+/).includes(name));
