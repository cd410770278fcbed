import { basename } from "node:path/posix";
import type { Found, ProjectTree } from "../tree.ts";
import type { Source } from "./scan.ts";

/** Files that a program may be told by how it runs, and examples of such files. */
export const programSettings =
  /^(?:(?:conf|configs?|etc|settings)\/[\w.-]{1,60}|(?:[\w-]{1,20}[-_])?(?:conf|config|configuration|settings?|app|default|server|service|uwsgi)(?:[.-](?:sample|example|default|dist|template))?)\.(?:toml|ini|ya?ml|conf|cfg|json|env)(?:\.(?:sample|example|dist|default|template))?$/i;

/** gunicorn reads it where it is started. */
const gunicornFile = "gunicorn.conf.py";

/** What such a file says: `server.port`, `8080`. */
export interface Setting {
  path: readonly string[];
  value: string;
  at: string;
}

export interface Settings {
  /** What the files say that the program reads. */
  said: readonly Setting[];
  /** A file that it reads, and that is only there as an example: where that stands. */
  missing: Found<string> | undefined;
}

/** The settings of a program: in files that its code or its start command names. */
export function settingsOf(tree: ProjectTree, sources: readonly Source[], start: string): Settings {
  const files = [...tree.texts.keys()].filter((path) => path === gunicornFile || isSettings(path, start));
  const isNamed = (path: string) => isIn(start, path) || namedBy(path, sources, start);
  const read = files.filter((path) => !isExample(path) && isNamed(path));
  const examples = files.filter((path) => isExample(path) && isNamed(withoutExample(path)));
  // Variables are there to be set, in whatever way.
  const example = examples.find((path) => !files.includes(withoutExample(path)) && !/\.env\b/.test(path));
  return {
    said: [...read, ...(example ? [example] : [])].flatMap((path) => settingsIn(path, tree.texts.get(path) ?? "")),
    missing: example === undefined ? undefined : { value: withoutExample(example), at: example },
  };
}

const isSettings = (path: string, start: string) => {
  const parts = path.split("/");
  return (
    [parts.slice(-2), parts.slice(-1)].some((place) => programSettings.test(place.join("/"))) ||
    (/\bgunicorn\b/.test(start) && isIn(start, path))
  );
};

const isIn = (start: string, path: string) =>
  start.split(/[\s="':]+/).some((word) => word.replace(/^\.\//, "") === path);

const exampleWord = /[.-](?:sample|example|default|dist|template)(?=\.|$)/i;
const isExample = (path: string) => exampleWord.test(basename(path));
const withoutExample = (path: string) => path.replace(exampleWord, "");

/** By its path or its name in quotes; viper is told the name alone, and node-config finds its own. */
function namedBy(path: string, sources: readonly Source[], start: string): boolean {
  if (path === gunicornFile) return /\bgunicorn\b/.test(start) && !/\s(?:-c|--config)[ =]/.test(start);
  const name = isOrdinary(path) ? basename(path) : path;
  const stem = name.split(".", 1).join("");
  const words = ['"', "'", "`", "/"].map((before) => `${before}${name}`);
  return sources.some(
    ({ text }) =>
      words.some((word) => isQuoted(text, word)) ||
      text.includes(`SetConfigName("${stem}")`) ||
      (/^config\/default\.(?:json|ya?ml)$/.test(path) && /(?:require\(|from )["']config["']/.test(text)),
  );
}

const isQuoted = (text: string, word: string): boolean => {
  const index = text.indexOf(word);
  return index !== -1 && /["'`]/.test(text[index + word.length] ?? "");
};

/** At the top, or in a folder for such files: elsewhere, one of the same name may be for developers. */
const isOrdinary = (path: string) => /^(?:(?:conf|configs?|etc|settings|cmd\/[\w-]{1,40})\/)?[^/]+$/.test(path);

const section = /^[ \t]{0,20}\[{1,2}([\w. "'-]{1,60})\]{1,2}/;
const entry = /^([ \t]{0,40})(?:- )?["']?([\w.-]{1,60})["']?[ \t]{0,20}[=:][ \t]{0,20}(.{0,200})$/;

/** What stands there, line by line: INI, TOML, YAML, JSON as people write it, and assignments. */
export function settingsIn(path: string, text: string): Setting[] {
  const found: Setting[] = [];
  let top: string[] = [];
  let open: { depth: number; key: string }[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const named = section.exec(line)?.[1];
    if (named !== undefined) {
      top = named.replace(/["' ]/g, "").split(".");
      open = [];
    }
    const [, indent = "", key = "", rest = ""] = /^\s*(?:[#;]|\/\/)/.test(line) ? [] : (entry.exec(line) ?? []);
    if (!key || named !== undefined) continue;
    open = open.filter(({ depth }) => depth < indent.length);
    const value = plainValue(rest);
    if (value === "") open.push({ depth: indent.length, key });
    else
      found.push({
        path: [...top, ...open.map((one) => one.key), ...key.split(".")],
        value,
        at: `${path}:${index + 1}`,
      });
  }
  return found;
}

/** Without quotes, and without a remark behind it. */
const plainValue = (text: string) =>
  text
    .replace(/[ \t][#;].{0,200}$/, "")
    .trim()
    .replace(/^[frub]?["']|["']?,?$|^\{$/g, "");

const listening =
  /^(?:(?:http|https?-|server|listen|app|web|api)_?){0,2}(?:port|addr|address|listen|bind|http-socket|http)$/i;
/** What others listen at, or what is connected to. */
const others =
  /db|database|sql|postgres|mongo|redis|cache|smtp|mail|kafka|amqp|rabbit|nats|elastic|log|metric|prometheus|pprof|debug|proxy|client|s3|storage|ldap|grpc|rpc|jaeger|trac|influx|etcd|consul|swagger|tls|ssl|https|probe|health|admin|manage/i;
const address = /^(?:[^\s:/]{0,60}:)?(\d{2,5})$/;
const loopback = /^(?:localhost|127\.0\.0\.1)(?::\d{2,5})?$/;
const listener = /^(?:\w{1,10}_)?(?:host|addr|address|listen|bind)$/i;

const isOwn = ({ path }: Setting) => !path.some((key) => others.test(key));

/** What programs alone ask by, if nobody else is answered. */
const calls = /^g?rpc(?:[_-]?server)?$/i;

/** Where it listens, as its settings say. */
export function portOfSettings({ said }: Pick<Settings, "said">): Found<number> | undefined {
  const listeners = said.flatMap((setting) => {
    const port = Number(address.exec(setting.value)?.[1]);
    return port && listening.test(setting.path.at(-1) ?? "") ? [{ ...setting, port }] : [];
  });
  const found =
    listeners.find(isOwn) ?? listeners.find(({ path }) => path.slice(0, -1).every((key) => calls.test(key)));
  return found && { value: found.port, at: found.at };
}

/** Its settings keep it to this machine. */
export const loopbackOfSettings = ({ said }: Settings): string | undefined =>
  said.find((setting) => isOwn(setting) && listener.test(setting.path.at(-1) ?? "") && loopback.test(setting.value))
    ?.at;

/** Folders beside the program in which it keeps something, as its settings say. */
export const foldersOfSettings = ({ said }: Settings): Found<string>[] =>
  said.flatMap(({ path, value, at }) => {
    const keeps = /(?:^|_)(?:upload|storage|data|media|files?)s?_?(?:path|dir|directory|folder|root)$/i.test(
      path.at(-1) ?? "",
    );
    const folder = /^(?:\.\/)?([\w-]{1,60})(?:\/[\w./-]{0,80})?$/.exec(value)?.[1];
    return keeps && folder ? [{ value: folder, at }] : [];
  });

/** Where its settings say the address of a service, by the section that is called like it. */
export const addressInSettings = ({ said }: Settings, words: readonly string[]): Setting | undefined =>
  said.find(({ path, value }) => {
    const isAddress = /^(?:\w{1,20}_)?(?:host|hostname|addr|address|addrs|url|uri|dsn|server|source|endpoint)$/i.test(
      path.at(-1) ?? "",
    );
    return isAddress && words.some((word) => path.join(".").toLowerCase().includes(word)) && !/[${]/.test(value);
  });
