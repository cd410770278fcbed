import type { ProjectTree } from "../tree.ts";
import { type Manifest, manifestFile } from "./manifest.ts";

/** A word of a command, or what stands in quotes. */
const word = /"[^"]{0,300}"|'[^']{0,300}'|[^\s"']{1,300}/g;
const wordsOf = (command: string): string[] =>
  (command.match(word) ?? []).map((one) => one.replace(/^(["'])(.*)\1$/, "$2"));

/** Two commands, or something that is left to a shell. */
const isSeveral = /&&|\|\||[;|<>`$]| & /;

/** A program that waits for changes: which of its options take a word, and what it runs without those. */
interface Watcher {
  takesWord: RegExp;
  runs: (words: readonly string[], project: Project) => string[] | undefined;
}

interface Project {
  manifest: Manifest;
  tree: ProjectTree;
}

const runsFile: Watcher["runs"] = ([file, ...rest]) =>
  file === undefined ? undefined : [/\.[cm]?tsx?$/.test(file) ? "ts-node" : "node", file, ...rest];

const watchers: Readonly<Record<string, Watcher>> = {
  nodemon: { takesWord: /^(?:-[wedisC]|--(?:watch|ext|ignore|delay|config|signal|cwd))$/, runs: runByNodemon },
  "node-dev": { takesWord: /^--ignore$/, runs: runsFile },
  supervisor: { takesWord: /^-(?:w|i|e|p|x)$/, runs: runsFile },
  "ts-node-dev": { takesWord: /^--(?:watch|ignore|ignore-watch|interval|debounce)$/, runs: runByTsNodeDev },
  tsnd: { takesWord: /^--(?:watch|ignore|ignore-watch|interval|debounce)$/, runs: runByTsNodeDev },
};

/** What nodemon is told to run, where it is told in a file. */
const toldElsewhere = /"exec"\s{0,9}:\s{0,9}"([^"]{1,300})"/;

function runByNodemon(words: readonly string[], { manifest, tree }: Project): string[] | undefined {
  const told = words.findIndex((one) => /^(?:-x|--exec)$/.test(one));
  if (told !== -1) return [...wordsOf(words[told + 1] ?? ""), ...withoutOptions(words.slice(told + 2))];
  const files = withoutOptions(words);
  const set = ["nodemon.json", manifestFile].map((file) => toldElsewhere.exec(tree.texts.get(file) ?? "")?.[1]);
  const command = set.find((one) => one !== undefined);
  if (command) return [...wordsOf(command), ...files];
  const main = manifest.main ?? "index.js";
  const file = files[0] ?? (tree.paths.includes(main.replace(/^\.\//, "")) ? main : undefined);
  return file === undefined ? undefined : runsFile([file, ...files.slice(1)], { manifest, tree });
}

const withoutOptions = (words: readonly string[]): string[] => words.filter((one) => !one.startsWith("-"));

/** Node's own options, and those of what compiles, stay with the file. */
function runByTsNodeDev(words: readonly string[]): string[] | undefined {
  const kept = words.filter(
    (one) => !/^--(?:respawn|exit-child|clear|cls|no-notify|notify=|poll|rs|quiet|debug|inspect)/.test(one),
  );
  const plain = kept.map((one) => (one === "--transpileOnly" ? "--transpile-only" : one));
  return plain.some((one) => !one.startsWith("-")) ? ["ts-node", ...plain] : undefined;
}

/** Programs that wait for changes if an option says so. */
const unlessWatching: Readonly<Record<string, RegExp>> = {
  node: /^--(?:watch(?:-path=\S{1,200}|-preserve-output)?|inspect(?:-brk)?(?:=\S{1,80})?)$/,
  bun: /^(?:--(?:watch|hot|no-clear-screen|inspect\S{0,80})|run)$/,
  tsx: /^(?:watch|--(?:watch|clear-screen=\w{1,5}|inspect\S{0,80}|ignore=\S{1,200}|include=\S{1,200}))$/,
  "ts-node": /^--(?:inspect\S{0,80})$/,
  "babel-node": /^--(?:inspect\S{0,80})$/,
};

const isAssignment = (one: string) => /^[A-Z_][A-Z0-9_]{0,60}=/i.test(one);
/** Of variables, those that only say that somebody develops. */
const ofDevelopers = /^(?:NODE_ENV|DEBUG|HOST|LOG_LEVEL|FORCE_COLOR|NODE_OPTIONS|TS_NODE_DEV)=/;

/**
 * The command of a developer without what waits for changes: `ts-node src/a.ts` of `nodemon --exec ts-node src/a.ts`. Undefined if it
 * runs none of the project's files.
 */
export function withoutWatching(command: string, project: Project): string | undefined {
  if (isSeveral.test(command.replace(/"[^"]{0,300}"|'[^']{0,300}'/g, ""))) return undefined;
  const words = wordsOf(command)
    .map((one) => one.replace(/^(?:\.\/)?node_modules\/\.bin\//, ""))
    .filter((one, index) => !(index < 3 && /^(?:npx|cross-env|env)$/.test(one)));
  const start = words.findIndex((one) => !isAssignment(one));
  const [program = "", ...rest] = start === -1 ? [] : words.slice(start);
  const given = words.slice(0, start).filter((one) => !ofDevelopers.test(one));
  const run = plainOf(program, rest, project);
  const isPlain =
    run?.every((one) => /^[\w@./:=,-]{1,200}$/.test(one)) && !/^(?:npm|yarn|pnpm|npx)$/.test(run[0] ?? "");
  return run && isPlain ? [...given, ...run].join(" ") : undefined;
}

function plainOf(program: string, words: readonly string[], project: Project): string[] | undefined {
  const watcher = watchers[program];
  if (watcher) {
    const kept = words.filter(
      (one, index) => !watcher.takesWord.test(one) && !watcher.takesWord.test(words[index - 1] ?? ""),
    );
    const run = watcher.runs(kept, project)?.filter((one) => one !== "--");
    return run && (watchers[run[0] ?? ""] ? plainOf(run[0] ?? "", run.slice(1), project) : run);
  }
  const option = unlessWatching[program];
  const kept = option && words.filter((one) => !option.test(one));
  return kept?.some((one) => !one.startsWith("-")) ? [program, ...kept] : undefined;
}
