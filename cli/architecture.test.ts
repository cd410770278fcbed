import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

interface Source {
  /** Path below the repository's root. */
  path: string;
  text: string;
  /** Our own files that it imports, as paths, type imports and lazy imports included. */
  files: string[];
  /** Packages and parts of Node that it imports. */
  packages: string[];
  /** Those of them that it runs: a type import leaves nothing behind. */
  running: string[];
}

const isTest = (path: string) => /\.test\.ts$|(^|\/)testing\//.test(path);
const importPattern =
  /(?:^|[\n;])\s*(?:import|export)\s(type\s)?(?:[^;"']*?\sfrom\s)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/g;

function read(path: string): Source {
  const text = readFileSync(join(root, path), "utf8");
  const found = [...text.matchAll(importPattern)].map(([, type, named, lazy]) => ({ type, name: named ?? lazy ?? "" }));
  const packages = found.filter(({ name }) => !name.startsWith("."));
  return {
    path,
    text,
    files: found.filter(({ name }) => name.startsWith(".")).map(({ name }) => join(dirname(path), name)),
    packages: packages.map(({ name }) => name),
    running: packages.filter(({ type }) => !type).map(({ name }) => name),
  };
}

const sourcesIn = (...patterns: string[]): Source[] =>
  globSync(patterns, { cwd: root, exclude: ["**/node_modules/**", "**/examples/**"] })
    .sort()
    .map(read);

const all = sourcesIn(
  "{bench,cli,demo,docs,lib,sandbox,testing,tools}/**/*.{ts,js}",
  "chat-server/src/**/*.ts",
  "bin/*.{js,ts}",
);
const program = all.filter(({ path }) => /^(cli|lib)\//.test(path) && !isTest(path));
const sourcesOf = (layer: string) => program.filter(({ path }) => layerOf(path) === layer);

/** From the lowest to the highest: a file imports its own layer and those below. */
const layers = [
  "lib",
  "core",
  "results",
  "domain",
  "adapters",
  "releases",
  "environments",
  "workflows",
  "views",
  "terminal",
  "commands",
  "main.ts",
];

function layerOf(path: string): string {
  const [tree = "", folder = ""] = path.split("/");
  return tree === "cli" ? folder : tree;
}

/** The folder below a layer. */
const roomOf = (path: string) => dirname(path).split("/")[2] ?? "";

/** Every import that `isWrong`, as a line that says where it stands. */
const wrongImports = (sources: Source[], isWrong: (from: string, to: string) => boolean): string[] =>
  sources.flatMap(({ path, files }) => files.filter((to) => isWrong(path, to)).map((to) => `${path} imports ${to}`));

const wrongPackages = (sources: Source[], isWrong: (name: string, path: string) => boolean): string[] =>
  sources.flatMap(({ path, packages }) =>
    packages.filter((name) => isWrong(name, path)).map((name) => `${path} imports ${name}`),
  );

test("every file of the program stands in a layer, and imports are found", () => {
  expect(program.filter(({ path }) => !layers.includes(layerOf(path))).map(({ path }) => path)).toEqual([]);
  const release = program.find(({ path }) => path === "cli/commands/release.ts");
  expect(release?.files).toEqual(["cli/commands/options.ts", "cli/workflows/release/release.ts"]);
  expect(release?.packages).toEqual(["@commander-js/extra-typings"]);
  for (const layer of layers) expect(sourcesOf(layer).length).toBeGreaterThan(0);
});

/** A file that imports of others lead back to, with the way there; undefined if there is none. Imports of types count. */
function circleOf(sources: Source[]): string | undefined {
  const imports = new Map(sources.map(({ path, files }) => [path, files.filter((to) => to !== path)]));
  const done = new Set<string>();
  const visit = (path: string, way: string[]): string | undefined => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path].join(" imports ");
    if (done.has(path)) return undefined;
    for (const to of imports.get(path) ?? []) {
      const circle = visit(to, [...way, path]);
      if (circle) return circle;
    }
    done.add(path);
    return undefined;
  };
  for (const path of imports.keys()) {
    const circle = visit(path, []);
    if (circle) return circle;
  }
  return undefined;
}

test("no file is led back to by what it imports", () => {
  const file = (path: string, ...files: string[]): Source => ({ path, text: "", files, packages: [], running: [] });
  expect(circleOf([file("a", "b"), file("b", "c"), file("c", "b")])).toBe("b imports c imports b");
  expect(circleOf([file("a", "b", "c"), file("b", "c"), file("c")])).toBeUndefined();
  expect(circleOf(program)).toBeUndefined();
});

describe("imports point down:", () => {
  test.each(layers)("%s imports nothing from above it", (layer) => {
    const above = layers.slice(layers.indexOf(layer) + 1);
    expect(wrongImports(sourcesOf(layer), (_, to) => above.includes(layerOf(to)))).toEqual([]);
  });

  test("an adapter imports no other, except beside it in one folder, and the registry, which has charts too: a workflow joins them", () => {
    const areApart = (from: string, to: string) => {
      const isBeside = dirname(from) === dirname(to) && dirname(from) !== "cli/adapters";
      const areChartsInRegistry = dirname(from) === "cli/adapters/charts" && dirname(to) === "cli/adapters/registry";
      return layerOf(to) === "adapters" && !isBeside && !areChartsInRegistry;
    };
    expect(wrongImports(sourcesOf("adapters"), areApart)).toEqual([]);
  });

  test("a story imports no other, but those whose answer is a promotion: deploy, rollback, the proof of an import, and preview, which builds as well", () => {
    const others: Record<string, string[]> = {
      deploy: ["promote"],
      import: ["promote"],
      rollback: ["promote"],
      preview: ["promote", "release"],
    };
    const areApart = (from: string, to: string) => {
      const known = [roomOf(from), ...(others[roomOf(from)] ?? [])];
      return layerOf(to) === "workflows" && !known.includes(roomOf(to));
    };
    expect(wrongImports(sourcesOf("workflows"), areApart)).toEqual([]);
  });

  test("one file knows the kinds of environment", () => {
    const kinds = ["kubernetes", "compose"];
    const isOfKind = (path: string) => layerOf(path) === "environments" && kinds.includes(roomOf(path));
    const knowing = program.filter(({ path }) => !isOfKind(path));
    const areMeant = (from: string, to: string) =>
      // Which cluster is meant is an option of commands; a container is found whatever started it.
      /\/(connection|instance)\.ts$/.test(to) || from === "cli/environments/open.ts";
    expect(wrongImports(knowing, (from, to) => isOfKind(to) && !areMeant(from, to))).toEqual([]);
    const areKinds = (from: string, to: string) => isOfKind(from) && isOfKind(to) && roomOf(from) !== roomOf(to);
    expect(wrongImports(program, areKinds)).toEqual([]);
  });

  test("only the terminal makes lines of a result", () => {
    const areShown = (from: string, to: string) =>
      layerOf(to) === "views" && !["views", "terminal"].includes(layerOf(from));
    expect(wrongImports(program, areShown)).toEqual([]);
  });

  test("a command imports no other command, but what they share", () => {
    const shared = ["all", "options", "words-of-others"].map((name) => `cli/commands/${name}.ts`);
    const others = sourcesOf("commands").filter(({ path }) => path !== "cli/commands/all.ts");
    expect(wrongImports(others, (_, to) => layerOf(to) === "commands" && !shared.includes(to))).toEqual([]);
  });

  test("a command knows one workflow", () => {
    const known = sourcesOf("commands").map(({ path, files }) => ({
      path,
      workflows: new Set(files.filter((to) => layerOf(to) === "workflows")),
    }));
    expect(known.filter(({ workflows }) => workflows.size > 1)).toEqual([]);
  });
});

describe("the domain touches nothing outside:", () => {
  const pure = [
    "semver",
    "yaml",
    "tar",
    "zod",
    "node:crypto",
    "node:path",
    "node:path/posix",
    "node:util",
    "node:zlib",
  ];

  test("it imports packages that compute, and of others types alone", () => {
    const isPure = (name: string) => pure.some((known) => name === known || name.startsWith(`${known}/`));
    const running = sourcesOf("domain").map((source) => ({ ...source, packages: source.running }));
    expect(wrongPackages(running, (name) => !isPure(name))).toEqual([]);
  });

  test("it imports nothing of lib and core that reaches out", () => {
    const reaching = [
      "lib/processes.ts",
      "lib/lock.js",
      "cli/core/connection.ts",
      "cli/core/http.ts",
      "cli/core/session.ts",
      "cli/core/config/read.ts",
    ];
    expect(wrongImports(sourcesOf("domain"), (_, to) => reaching.includes(to))).toEqual([]);
  });

  test("it knows no environment, no clock, no chance and no network", () => {
    const outside =
      /\bprocess\s*\.|\bfetch\s*\(|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\brandom(UUID|Bytes|Int)\b|\bconsole\s*\./;
    const found = sourcesOf("domain").filter(({ text }) => outside.test(withoutWords(text)));
    expect(found.map(({ path }) => path)).toEqual([]);
  });
});

/** A program's text without comments, texts and patterns: what is left is run. */
const withoutWords = (text: string): string =>
  text.replace(
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|(?<=[=(,[:!&|?]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/g,
    "_",
  );

test.each([
  ['const a = "process.env"; // process.env', "const a = _; _"],
  ["const port = /process\\.env[/\"'\\]]/i;", "const port = _;"],
  ["`fetch('x')` + process.env", "_ + process.env"],
  ["a / b; process.env / 2", "a / b; process.env / 2"],
])("what is run of %s is %s", (text, run) => {
  expect(withoutWords(text)).toBe(run);
});

describe("each outside thing has one door:", () => {
  test.each<[what: string, packages: string[], doors: RegExp]>([
    ["programs are started", ["execa"], /^lib\/(processes|open-program)\.ts$/],
    ["Git is started", ["simple-git"], /^cli\/adapters\/git\//],
    ["the engine is called", ["dockerode"], /^cli\/adapters\//],
    ["the command line is read", ["commander", "@commander-js/extra-typings"], /^cli\/(commands\/|main\.ts$)/],
    ["a spinner turns", ["ora"], /^cli\/terminal\/reporter\/spinner\.ts$/],
  ])("%s by %j alone", (_, packages, doors) => {
    const sources = all.filter(({ path }) => !isTest(path));
    expect(wrongPackages(sources, (name, path) => packages.includes(name) && !doors.test(path))).toEqual([]);
    expect(
      sources.some(({ path, packages: used }) => doors.test(path) && packages.some((name) => used.includes(name))),
    ).toBe(true);
  });

  test("no file of the program starts a process by Node's own means; the start and the sandbox do where nothing else is", () => {
    const doors = [
      "bin/chatops.js", // before anything modern can be loaded
      "tools/prepare.js", // before anything is installed
      "lib/lock.js", // the same
      "sandbox/daemon.ts", // processes that outlive the one that starts them
      "bench/chat/servers.ts", // programs whose memory and processor time are measured while they run
      "tools/test.ts", // hands its terminal on
      "demo/terminal.ts", // the same
    ];
    const sources = all.filter(({ path }) => !isTest(path));
    const isStarting = (name: string, path: string) => name.endsWith("child_process") && !doors.includes(path);
    expect(wrongPackages(sources, isStarting)).toEqual([]);
  });

  test("the program starts programs by core/programs.ts alone, in an environment that it is given", () => {
    const starting = program.filter(({ text }) =>
      /import \{[^}]*\brun\b[^}]*\} from "[^"]*lib\/processes\.ts"/.test(text),
    );
    expect(starting.map(({ path }) => path)).toEqual(["cli/core/programs.ts"]);
  });

  test("what a process has but once is the terminal's: environment, folder, streams, signals, exit", () => {
    const owned = /\bprocess\s*\.\s*(env|cwd|argv|exit|exitCode|stdin|stdout|stderr|on|once|off|chdir)\b/;
    const below = program.filter(({ path }) => !["terminal", "main.ts"].includes(layerOf(path)));
    expect(below.filter(({ text }) => owned.test(withoutWords(text))).map(({ path }) => path)).toEqual([]);
    const guessing = below.filter(({ text }) => /\b(homedir|tmpdir)\(/.test(withoutWords(text)));
    expect(guessing.map(({ path }) => path)).toEqual(["cli/core/session-folders.ts"]);
  });

  test("requests are sent by core/connection.ts alone", () => {
    const senders = program.filter(({ text }) => /\bfetch\s*\(/.test(withoutWords(text)));
    expect(senders.map(({ path }) => path)).toEqual(["cli/core/connection.ts"]);
  });
});

test("outside of the program no file needs itself by way of others", () => {
  const outside = all.filter(({ path }) => !path.startsWith("cli/"));
  const files = new Map(outside.map((source) => [source.path, source.files]));
  const done = new Set<string>();
  const circle = (path: string, way: string[]): string[] | undefined => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
    if (done.has(path)) return undefined;
    done.add(path);
    for (const next of files.get(path) ?? []) {
      const found = circle(next, [...way, path]);
      if (found) return found;
    }
    return undefined;
  };
  expect(outside.flatMap(({ path }) => circle(path, [])?.join(" → ") ?? [])).toEqual([]);
});

describe("the trees stand apart:", () => {
  const top = (path: string) => path.split("/")[0] ?? "";

  test("the program imports nothing of chat-server, of the sandbox, or of tests", () => {
    expect(wrongImports(program, (_, to) => !["cli", "lib"].includes(top(to)) || isTest(to))).toEqual([]);
  });

  test("lib imports nothing but itself, and of sandbox and demo no file but a test imports cli", () => {
    const rooms: Record<string, string[]> = {
      lib: ["lib"],
      sandbox: ["lib", "sandbox"],
      demo: ["lib", "sandbox", "demo"],
    };
    const sources = all.filter(({ path }) => top(path) in rooms && !isTest(path));
    expect(wrongImports(sources, (from, to) => !rooms[top(from)]?.includes(top(to)))).toEqual([]);
  });

  test("what tests share is imported by tests and by the benchmark alone", () => {
    const others = all.filter(({ path }) => !isTest(path) && top(path) !== "bench");
    expect(wrongImports(others, (_, to) => top(to) === "testing")).toEqual([]);
  });

  test("chat-server imports nothing but itself, tests included", () => {
    const chatServer = all.filter(({ path }) => path.startsWith("chat-server/"));
    expect(chatServer.length).toBeGreaterThan(0);
    expect(wrongImports(chatServer, (_, to) => top(to) !== "chat-server")).toEqual([]);
  });

  test("the start of the program imports nothing of ours before it knows its Node", () => {
    const start = all.find(({ path }) => path === "bin/chatops.js");
    expect(start?.files).toEqual(["dist/cli/main.js"]);
    expect(start?.packages.filter((name) => !name.startsWith("node:"))).toEqual([]);
  });
});
