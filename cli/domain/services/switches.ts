import { matchesOf, type Source } from "../packs/shared/scan.ts";
import type { Found } from "../packs/tree.ts";
import type { Switch } from "./optional.ts";
import type { BackingService } from "./service.ts";

const on =
  /\b((?:(?:ENABLE|USE|WITH)(?:_[A-Z0-9]{2,20}){1,3}|(?:[A-Z0-9]{2,20}_){1,3}(?:ENABLED?|ON)))\b["'`\])]{0,3}([^\n]{0,60})/g;

/** How a value is asked for that is off unless somebody sets it. */
const offAtFirst =
  /^[^\n]{0,40}?(?:\bdefault\b[^\n]{0,9}|,\s{0,4})["']?(?:false|False|0|off|no)\b|^\s{0,4}={2,3}\s{0,4}["'](?:true|1|yes|on)["']|^[^\n]{0,20}\.lower\(\)\s{0,4}(?:==|in)\s/;

/** Variables that turn a service on which the program does without otherwise, by what they are called. */
export function switchesIn(sources: readonly Source[]): Switch {
  const found = [...matchesOf(sources, on)].filter(({ groups }) => offAtFirst.test(groups[1] ?? ""));
  return (kind) => {
    const one = found.find(({ groups }) => wordsOf(kind).some((word) => partsOf(groups[0]).includes(word)));
    return one && ({ value: one.groups[0] ?? "", at: one.at } satisfies Found<string>);
  };
}

const partsOf = (name = "") => name.split("_");

const wordsOf = ({ name, images = [] }: BackingService) => [name, ...images].map((word) => word.toUpperCase());
