import { type Match, matchesOf, type Source } from "./scan.ts";

/** What stands on the line behind it may be its default. */
const defaultAfter = /^[^\n\d]{0,60}(\d{4,5})\b/;
/** `appPort := os.Getenv("APP_PORT")`, and `if appPort == "" { appPort = "4000" }` on the lines behind it. */
const defaultBelow =
  /\b([A-Z][A-Z0-9_]{0,60}PORT(?:_NUMBER)?)["'][)\]]?\s{1,20}if (?:not \w{1,40}:|\w{1,40} == "" \{)\s{1,40}\w{1,40} :?= ["']?:?(\d{4,5})\b/g;
/** `or settings.get("port", SHOP_PORT_DEFAULT)`, whose number stands elsewhere. */
const constantAfter = /^[^\n\d]{0,90}?(?<![A-Z0-9_])([A-Z][A-Z0-9_]{0,40}_PORT_DEFAULT|DEFAULT_[A-Z0-9_]{0,40}PORT)\b/;
const constantPort =
  /\b([A-Z][A-Z0-9_]{0,40}_PORT_DEFAULT|DEFAULT_[A-Z0-9_]{0,40}PORT)\b[ \t]{0,9}(?::[ \t]{0,9}\w{1,20}[ \t]{0,9})?=[ \t]{0,9}["']?(\d{4,5})\b/g;

/** `z.number().default(3000).describe("HD_BACKEND_PORT")` */
const defaultBefore = /\bdefault\(["']?(\d{4,5})["']?\)[^\n\d]{0,60}$/;

/** `default:":3000" env:"SHOP_PORT"` */
const taggedBefore = /\b(?:default|envDefault|env-default):"[^"\n:]{0,60}:?(?<!\d)(\d{4,5})"/;

/** The port that a program takes where nobody sets the variable that it reads, as it stands around that. */
export const portDefault = (found: Match, sources: readonly Source[]): string | undefined =>
  defaultAfter.exec(found.after)?.[1] ??
  numberOf(found.groups[0], defaultBelow, sources) ??
  numberOf(constantAfter.exec(found.after)?.[1], constantPort, sources) ??
  defaultBefore.exec(found.before)?.[1] ??
  taggedBefore.exec(found.before)?.[1];

/** What a pattern has for a name: the second of its groups, where that is the first one. */
function numberOf(name: string | undefined, pattern: RegExp, sources: readonly Source[]): string | undefined {
  for (const { groups } of name ? matchesOf(sources, pattern) : []) if (groups[0] === name) return groups[1];
  return undefined;
}
