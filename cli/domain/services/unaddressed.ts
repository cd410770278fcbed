import { firstMatch, type Source } from "../packs/shared/scan.ts";
import { programSettings } from "../packs/shared/settings.ts";
import { assumed, type ProjectTree } from "../packs/tree.ts";
import { hostInCode } from "./host-in-code.ts";
import { optional } from "./optional.ts";
import type { Ecosystem } from "./service.ts";
import type { UsedService } from "./used-service.ts";

/** Where programs in these are told of it, no package reads an address by itself. */
const tellAll: ReadonlySet<Ecosystem> = new Set(["go", "cargo"]);

const address =
  /[:"'](6379)\b|["'`](?:[\w.-]{1,40}[._-])?(redis)[\w.-]{0,20}(?:addr|address|host|url|uri|dsn)s?["'`]/gi;

/** A store whose address stands nowhere is one of those that whoever runs the program may choose. */
export function withoutUnaddressed(
  services: readonly UsedService[],
  ecosystem: Ecosystem,
  sources: readonly Source[],
  tree: ProjectTree | undefined,
): UsedService[] {
  const said = () => firstMatch(sources, address) ?? [...(tree?.texts ?? [])].find(speaksOfIt);
  return services.map((service) => {
    const isGuessed = service.at.startsWith("dependency ") && service.variables.every(({ at }) => at === assumed);
    const isOpen = service.kind.name === "redis" && isGuessed && service.optional === undefined;
    return isOpen && tellAll.has(ecosystem) && !said() && !hostInCode(service.kind, sources, tree)
      ? optional(service, "nothing but its package speaks of it, and no address of it is read")
      : service;
  });
}

const speaksOfIt = ([path, text]: readonly [path: string, text: string]) =>
  programSettings.test(path.split("/").slice(-2).join("/")) && /redis/i.test(text);
