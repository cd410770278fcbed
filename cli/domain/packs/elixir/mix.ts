import { type Found, lineAt, type ProjectTree } from "../tree.ts";

export const mixFile = "mix.exs";
export const lockFile = "mix.lock";

/** What mix.exs and mix.lock say; of an umbrella, what those of its applications say too. */
export interface Mix {
  /** The application, which a release is called like unless it has a name of its own. */
  app: Found<string> | undefined;
  /** The release that mix.exs describes first. */
  release: Found<string> | undefined;
  isUmbrella: boolean;
  /** Packages that run in production, with where they are named. */
  packages: ReadonlyMap<string, string>;
  /** Their versions, as they are locked. */
  versions: ReadonlyMap<string, string>;
  locks: boolean;
  /** What `elixir:` asks for. */
  requirement: Found<string> | undefined;
  /** Commands that it has names for. */
  aliases: ReadonlySet<string>;
  /** It reads other files of the project, or packages lie in it, so that nothing can be installed without them. */
  readsProject: boolean;
}

export function readMix(tree: ProjectTree): Mix {
  const text = tree.texts.get(mixFile) ?? "";
  const isUmbrella = /\bapps_path:/.test(text);
  const manifests = [...tree.texts.keys()].filter((path) => path === mixFile || (isUmbrella && ofUmbrella.test(path)));
  return {
    app: wordIn(text, /\bapp:\s{0,9}:(\w{1,80})/),
    release: releaseIn(text),
    isUmbrella,
    packages: new Map(manifests.flatMap((path) => packagesIn(path, tree.texts.get(path) ?? ""))),
    versions: versionsIn(tree.texts.get(lockFile) ?? ""),
    locks: tree.paths.includes(lockFile),
    requirement: wordIn(text, /\belixir:\s{0,9}"([^"\n]{1,80})"/),
    aliases: new Set([...text.matchAll(/^\s{0,20}"([\w.]{1,60})":/gm)].map(([, name = ""]) => name)),
    readsProject: isUmbrella || /\bpath:|\bFile\.(?:read|stream)!?|\bCode\.(?:require|eval)_file\b/.test(text),
  };
}

const ofUmbrella = /^apps\/[^/]{1,80}\/mix\.exs$/;

function wordIn(text: string, pattern: RegExp): Found<string> | undefined {
  const match = pattern.exec(text);
  return match ? { value: match[1] ?? "", at: `${mixFile}:${lineAt(text, match.index)}` } : undefined;
}

/** In place, or in a function of its own. */
const releaseIn = (text: string) =>
  wordIn(text, /\breleases:\s{0,9}\[\s{0,40}(\w{1,80}):/) ??
  wordIn(text, /\bdefp? releases(?:\(\))?(?: do|, do:)\s{1,40}\[\s{0,40}(\w{1,80}):/);

/** Those of developers and of tests are not installed. */
function packagesIn(path: string, text: string): [name: string, at: string][] {
  const found = [...text.matchAll(/^[ \t]{0,40}\{\s{0,9}:(\w{1,80}),([^}]{0,400})/gm)];
  return found
    .filter(([, , said = ""]) => !/\bin_umbrella:/.test(said) && !isForDevelopment(said))
    .map((match) => [match[1] ?? "", `${path}:${lineAt(text, match.index)}`]);
}

function isForDevelopment(said: string): boolean {
  const only = /\bonly:\s{0,9}(\[[^\]]{0,100}\]|:\w{1,20})/.exec(said)?.[1];
  return only !== undefined && !/:prod\b/.test(only);
}

const versionsIn = (lock: string) =>
  new Map(
    [...lock.matchAll(/^[ \t]{0,9}"(\w{1,80})":\s{0,9}\{:hex,\s{0,9}:\w{1,80},\s{0,9}"([\d.]{1,20})/gm)].map(
      ([, name = "", version = ""]) => [name, version],
    ),
  );
