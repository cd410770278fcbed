import { type Found, lineAt, type ProjectTree } from "../tree.ts";

/** The settings of Symfony that hold in production. */
export const symfonySettings = /(?:^|\/)config\/(?:packages\/(?:prod\/)?)?[\w.-]{1,60}\.ya?ml$/;

const read = /%env\(((?:[\w.-]{1,60}:){0,6})([A-Z][A-Z0-9_]{1,80})\)%/g;

/** Variables that settings read and that have a value nowhere: neither in the settings nor in a file that is in the image. */
export function variablesOfSettings({ texts }: ProjectTree, given: string): Found<string>[] {
  const found = new Map<string, string>();
  const settings = [...texts].filter(([path]) => symfonySettings.test(path));
  for (const [path, text] of settings)
    for (const match of withoutComments(text).matchAll(read)) {
      const [, processors = "", name = ""] = match;
      const hasDefault = processors.startsWith("default:") || settings.some(([, one]) => one.includes(`env(${name}):`));
      if (!hasDefault && !hasValue(given, name) && !found.has(name))
        found.set(name, `${path}:${lineAt(text, match.index)}`);
    }
  return [...found].map(([value, at]) => ({ value, at }));
}

/** What is for other environments than production is left out, too; lines stay where they are. */
const withoutComments = (text: string) =>
  text
    .replace(/#[^\n]{0,999}/g, (comment) => " ".repeat(comment.length))
    .replace(/^["']?when@(?!prod)[^\n]*\n(?:(?:[ \t][^\n]*)?\n)*/gm, (section) => section.replace(/[^\n]/g, " "));

const hasValue = (given: string, name: string) =>
  given.split(/\r?\n/).some((line) => line.startsWith(`${name}=`) && !/^["']{0,2}$/.test(line.slice(name.length + 1)));

const trusted = "REMOTE_ADDR";

/** Whatever is in front of it says by which address, and from where, a request came; older versions read what their settings name. */
export const proxyVariables = ({ texts }: ProjectTree): Readonly<Record<string, string>> => ({
  SYMFONY_TRUSTED_PROXIES: trusted,
  SYMFONY_TRUSTED_HEADERS: "x-forwarded-for,x-forwarded-host,x-forwarded-proto,x-forwarded-port",
  ...(readsOwn(texts) && { TRUSTED_PROXIES: trusted }),
});

const readsOwn = (texts: ReadonlyMap<string, string>) =>
  [...texts].some(
    ([path, text]) =>
      (symfonySettings.test(path) || path === "public/index.php") && /(?<!SYMFONY_)\bTRUSTED_PROXIES\b/.test(text),
  );
