import { toolFiles } from "../shared/pinned-tool.ts";
import { lineAt, type ProjectTree } from "../tree.ts";

export const gemfile = "Gemfile";
export const lockFile = "Gemfile.lock";

/** What Gemfile and Gemfile.lock say. */
export interface Bundle {
  exists: boolean;
  locks: boolean;
  /** Gems that run in production, by name, with where they are named. */
  gems: ReadonlyMap<string, string>;
  /** Every gem that is installed for production or comes with one, with its version if it is locked. */
  versions: ReadonlyMap<string, string>;
  /** Platforms that the lock file is for, and one that containers run on is among them. */
  fitsLinux: boolean;
  /** The version of Bundler that wrote the lock file. */
  bundler: string | undefined;
  /** Further files that the Gemfile reads. */
  further: readonly string[];
  /** Gems come from folders of the project. */
  readsProject: boolean;
}

export function readBundle({ paths, texts }: ProjectTree): Bundle {
  const text = texts.get(gemfile) ?? "";
  const lock = texts.get(lockFile) ?? "";
  const forProduction = productionGems(text);
  const gems = withOneDatabase(new Map(forProduction), texts);
  const versions = new Map(
    [...lock.matchAll(/^ {4}([\w.-]{1,100}) \(([\d.]{1,40})[^)\n]{0,40}\)$/gm)]
      .map(([, name = "", version = ""]) => [name, version] as const)
      // What only developers' groups name is locked as well, and not installed.
      .filter(([name]) => forProduction.has(name) || !isNamed(text, name)),
  );
  const platforms = (/^PLATFORMS\n((?: {2}\S+\n)+)/m.exec(lock)?.[1] ?? "").trim().split(/\s+/);
  return {
    exists: paths.includes(gemfile),
    locks: paths.includes(lockFile),
    gems,
    versions: new Map([...[...gems.keys()].map((name) => [name, askedFor(text, name)] as const), ...versions]),
    fitsLinux: !lock || platforms.some((platform) => /^(?:ruby|x86_64-linux)/.test(platform)),
    bundler: /^BUNDLED WITH\n\s+([\d.]+)/m.exec(lock)?.[1],
    further: [".ruby-version", ...toolFiles].filter((file) => paths.includes(file) && text.includes(file)),
    readsProject:
      /^[ \t]{0,9}(?:gemspec|eval_gemfile|path)\b|[ ,](?:path:|:path[ \t]{0,4}=>)|\brequire_relative\b/m.test(text),
  };
}

const isNamed = (text: string, name: string) => ["'", '"'].some((mark) => text.includes(`gem ${mark}${name}${mark}`));

/** `gem "rails", "~> 5.2.0"`: what is not locked says about which version it is. */
const askedFor = (text: string, name: string): string =>
  name === "rails"
    ? (/^[ \t]{0,9}gem[ (]{1,4}["']rails["'],[ \t]{0,9}["'](?:~>|=|>=)?[ \t]{0,4}(\d[\d.]{0,20})/m.exec(text)?.[1] ??
      "")
    : "";

const adapters: Readonly<Record<string, string>> = { pg: "postgresql", mysql2: "mysql2", trilogy: "trilogy" };

/** A Gemfile may choose one of several databases when it is read; which one, the settings say, or their example. */
function withOneDatabase(gems: Map<string, string>, texts: ReadonlyMap<string, string>): Map<string, string> {
  const databases = Object.keys(adapters).filter((name) => gems.has(name));
  const [settings = ""] = [...texts].flatMap(([path, text]) => (databaseSettings.test(path) ? [text] : []));
  const named = [
    ...settings.matchAll(/^[ \t]{1,9}adapter:[ \t]{0,9}(?:["']?(\w+)|<%=[^\n]{0,120}["'](\w+)["'][ \t)}]{0,4}-?%>)/gm),
  ].map(([, adapter, otherwise]) => adapter ?? otherwise);
  const [chosen] = named.flatMap((adapter) => databases.filter((name) => adapters[name] === adapter));
  for (const name of databases) if (name !== (chosen ?? databases[0])) gems.delete(name);
  return gems;
}

/** The settings themselves may not be in Git, as each machine has its own. */
export const databaseSettings = /^config\/database\.yml(?:\.(?:sample|example|dist))?$/;

const development = /^(?:development|test|ci|lint|doc|tools?|profile|benchmark|debug)$/;

/** Those of a group that developers and tests have for themselves are not installed. */
function productionGems(text: string): Map<string, string> {
  const blocks: boolean[] = [];
  const gems = new Map<string, string>();
  for (const match of text.matchAll(/^[^\n]+$/gm)) {
    const line = withoutComment(match[0]).trim();
    const name = /^gem[\s(]+["']([\w.-]+)["']/.exec(line)?.[1];
    if (/\bdo(?:\s*\|\w*\|)?$/.test(line)) blocks.push(/^group\b/.test(line) && isForDevelopment(line));
    else if (/^(?:if|unless|case)\b/.test(line)) blocks.push(false);
    else if (line === "end") blocks.pop();
    else if (
      name &&
      !blocks.includes(true) &&
      !isForDevelopment(/\bgroups?\b.*/.exec(line)?.[0] ?? "") &&
      !gems.has(name)
    )
      gems.set(name, `${gemfile}:${lineAt(text, match.index)}`);
  }
  return gems;
}

function isForDevelopment(groups: string): boolean {
  const names = [...groups.matchAll(/:(\w+)|["'](\w+)["']/g)].map(([, symbol, quoted]) => symbol ?? quoted ?? "");
  const known = names.filter((name) => name !== "group" && name !== "groups" && name !== "optional");
  return known.length > 0 && known.every((name) => development.test(name));
}

/** A `#` that no quotes follow. */
function withoutComment(line: string): string {
  const index = line.lastIndexOf("#");
  return index === -1 || /["']/.test(line.slice(index)) ? line : line.slice(0, index);
}
