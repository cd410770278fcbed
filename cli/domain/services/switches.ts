import { matchesOf, type Source } from "../packs/shared/scan.ts";
import type { Found } from "../packs/tree.ts";
import type { Switch } from "./optional.ts";
import type { BackingService } from "./service.ts";

const on =
  /\b((?:(?:ENABLE|USE|WITH)(?:_[A-Z0-9]{2,20}){1,3}|(?:[A-Z0-9]{2,20}_){1,3}(?:ENABLED?|ON)))\b["'`\])]{0,3}([^\n]{0,60})/g;

/** What is turned on of a service that is there anyway. */
const ofService =
  /_(?:TLS|SSL|CLUSTER|SENTINEL|REPLICA|POOL|POOLING|PIPELINING|LOGS?|LOGGING|DEBUG|METRICS|TRACING|READ)_/;

/** How a value is asked for that is off unless somebody sets it. */
const offAtFirst =
  /^[^\n]{0,40}?(?:\bdefault\b[^\n]{0,9}|,\s{0,4})["']?(?:false|False|0|off|no)\b|^\s{0,4}={2,3}\s{0,4}["'](?:true|1|yes|on)["']|^[^\n]{0,20}\.lower\(\)\s{0,4}(?:==|in)\s/;

/** An option for the address of a service that has none at first: `flags.String("redis-url", "", "…")`. */
const emptyFlag =
  /\bString(?:Var)?P?\(\s{0,20}(?:&[\w.]{1,60},\s{0,20})?"([\w-]{1,60}(?:[uU]rl|[aA]ddr|[hH]ost|[dD]sn))"\s{0,9},\s{0,9}(?:"\w?"\s{0,9},\s{0,9})?""/g;

/** An address that is nothing where nobody says it: `environ.get("REDIS_URL", None)`. */
const emptyRead =
  /["'](\w{0,40}_(?:URL|URI|HOST|ADDRESS|SERVERS?))["']\s{0,9},\s{0,9}(?:default\s{0,3}=\s{0,3})?None\s{0,3}\)/g;

/** The same, called otherwise: `flags.String("cache-server", "", "address of Redis, …")`. */
const describedFlag =
  /\bString(?:Var)?P?\(\s{0,20}(?:&[\w.]{1,60},\s{0,20})?"([\w-]{1,60})"\s{0,9},\s{0,9}(?:"\w?"\s{0,9},\s{0,9})?""\s{0,9},\s{0,20}"([^"\n]{1,200})"/g;
const ofAddress = /\b(?:addr(?:ess)?|url|uri|host|server|dsn|connection)\b/i;

/**
 * Variables that turn a service on which the program does without otherwise, by what they are called. Those that people are told to set on
 * (`isOn`) leave it on.
 */
export function switchesIn(sources: readonly Source[], isOn: (name: string) => boolean = () => false): Switch {
  const switches = [...matchesOf(sources, on)].filter(
    ({ groups: [name = "", value = ""] }) => offAtFirst.test(value) && !ofService.test(`${name}_`) && !isOn(name),
  );
  const described = [...matchesOf(sources, describedFlag)].filter(({ groups }) => ofAddress.test(groups[1] ?? ""));
  const flags = [...matchesOf(sources, emptyFlag), ...matchesOf(sources, emptyRead)];
  return (kind) => {
    // Without its database no program does.
    const found = kind.setup?.asks ? switches : [...switches, ...flags];
    const isOf = (text?: string) => wordsOf(kind).some((word) => partsOf(text).includes(word));
    const one =
      found.find(({ groups }) => isOf(groups[0])) ??
      (kind.setup?.asks ? undefined : described.find(({ groups }) => isOf(groups[1])));
    return one && ({ value: one.groups[0] ?? "", at: one.at } satisfies Found<string>);
  };
}

/** `redisUrl` and `redis-url` are REDIS and URL. */
const partsOf = (name = "") =>
  name
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toUpperCase()
    .split(/[^A-Z0-9]/);

const wordsOf = ({ name, images = [] }: BackingService) => [name, ...images].map((word) => word.toUpperCase());
