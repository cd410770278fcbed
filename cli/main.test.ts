import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { script, scriptFile, startProgram } from "../testing/chatops/script.ts";
import { folder } from "../testing/fixtures/folder.ts";
import { exitCodes } from "./core/exit-codes.ts";

const source = `
  import { main } from "#cli/main.ts";
  await main(process.argv.slice(2));
`;

/** Runs one command line as the program does, from the sources. */
const chatops = (...args: string[]) => script(source, args, { COLUMNS: "120" }).ended;

interface Ran {
  stdout: string;
  stderr: string;
  exitCode: number;
}

/** Runs command lines one after the other in one process, at the first question, and answers what each one said. */
function together(lines: () => string[][]): (index: number) => Promise<Ran> {
  const each = `
    import { main } from "#cli/main.ts";
    const answers = [];
    for (const args of JSON.parse(process.argv[2])) {
      const said = { stdout: "", stderr: "" };
      for (const stream of ["stdout", "stderr"]) process[stream].write = (text) => (said[stream] += text);
      process.exitCode = undefined;
      await main(args);
      answers.push({ ...said, exitCode: process.exitCode });
    }
    process.exitCode = 0;
    process.getBuiltinModule("node:fs").writeSync(1, JSON.stringify(answers));
  `;
  let ran: Promise<Ran[]> | undefined;
  return async (index) => {
    ran ??= script(each, [JSON.stringify(lines())]).ended.then(({ stdout }) => JSON.parse(stdout));
    return (await ran)[index] ?? expect.fail("no such row");
  };
}

describe("help", () => {
  test.each([
    ["chatops", []],
    ["release", ["release"]],
    ["deploy", ["deploy"]],
    ["promote", ["promote"]],
    ["config", ["config"]],
  ])("of %s is what it was (`vitest --update` after a change)", async (name, words) => {
    const { stdout, stderr, exitCode } = await chatops(...words, "--help");
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    await expect(stdout).toMatchFileSnapshot(`golden/help-${name}.txt`);
  });

  test("shows every exit code with its meaning", async () => {
    const { stdout } = await chatops("--help");
    for (const { code, meaning } of Object.values(exitCodes)) {
      expect(stdout).toContain(`  ${String(code).padStart(3)}  ${meaning}\n`);
    }
  });

  test("is shown where nothing is asked, as wrong usage", async () => {
    const { stdout, stderr, exitCode } = await chatops();
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 2 });
    expect(stderr).toContain("Usage: chatops");
  });
});

const mistakes: [what: string, args: string[], said: string][] = [
  ["a mistyped command", ["relase"], "Did you mean release?"],
  ["a mistyped option of a command", ["release", "--bmup", "major"], "Did you mean --bump?"],
  [
    "an option that a command has not",
    ["releases", "--env", "prod"],
    "Run `chatops releases --help` to see what it takes.",
  ],
  ["a mistyped option before the command", ["--dryrun", "release"], "Did you mean --dry-run?"],
  ["a choice that is none", ["release", "--bump", "huge"], "Allowed choices are major, minor, patch."],
  ["an output that is none", ["config", "-o", "xml"], "Allowed choices are text, json."],
  ["an option without its value", ["release", "--bump"], "argument missing"],
  ["too many words", ["release", "1.0.0", "2.0.0"], "too many arguments"],
  ["another tool's word", ["destroy"], "Run `chatops remove`."],
  ["another tool's word, with options", ["up", "-d"], "Run `chatops deploy`."],
  ["what no command does", ["restart", "--env", "prod"], "rollout restart deployment/<name>"],
  ["an option before its command", ["--env", "prod", "status"], "`chatops status --env …`"],
  ["a short option before its command", ["-e", "prod", "logs"], "`chatops logs -e …`"],
  ["an environment without its option", ["logs", "prod"], "`chatops logs --env prod`"],
  ["a version without its option", ["rollback", "1.4.0"], "`chatops rollback --to 1.4.0`"],
  ["both without their options", ["rollback", "prod", "v1.4.0"], "`chatops rollback --env prod --to v1.4.0`"],
  ["a version for deploy", ["deploy", "1.4.0", "--env", "prod"], "`chatops deploy --version 1.4.0`"],
  ["a revision of Helm", ["rollback", "--env", "prod", "3"], "`chatops rollback --to <version>`"],
  ["a tag of an image", ["deploy", "--env", "prod", "--tag", "1.4.0"], "Write `--version …`."],
  ["force", ["promote", "--env", "prod", "--force"], "`--reapply` takes back what was changed by hand"],
  ["files of values", ["promote", "--values", "prod.yaml"], "Values stand in files of the repository"],
  ["an agreement", ["promote", "--env", "prod", "--auto-approve"], "Write `--yes`."],
  ["the version of chatops", ["-v"], "Run `chatops --version`."],
  ["another tool's word for an option", ["logs", "--env", "prod", "-n", "5"], "`--tail …`"],
  ["another one's", ["promote", "--environment=prod"], "`--env …`"],
  ["what is always done", ["promote", "--env", "prod", "--atomic"], "Leave --atomic out: that is always done."],
  ["parts of a version that contradict each other", ["release", "--minor", "--patch"], "cannot be used with"],
  ["one environment twice", ["promote", "1.4.0", "prod", "--env", "staging"], "prod is one word too many"],
  ["no environment", ["promote", "1.4.0"], "no environment given"],
  ["an option of kubectl", ["promote", "-n", "shop", "--env", "prod"], "The namespace stands in chatops.yaml"],
  ["an option of Helm", ["promote", "--set", "replicas=2", "--env", "prod"], "Values stand in files"],
  ["a duration without a unit", ["deploy", "--timeout", "5"], "Write it as 90s, 5m or 1m30s."],
];

const answersToMistakes = together(() => mistakes.map(([, args]) => args));

describe("wrong usage", () => {
  test.each(mistakes)("%s is answered, with exit code 2", async (what, _, said) => {
    const { stdout, stderr, exitCode } = await answersToMistakes(mistakes.findIndex(([row]) => row === what));
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 2 });
    expect(stderr).toContain(said);
  });
});

const machineMistakes: [what: string, args: string[], told: object][] = [
  [
    "a mistyped command",
    ["--json", "relase"],
    { message: "unknown command 'relase'", details: ["(Did you mean release?)"] },
  ],
  ["a mistyped option", ["release", "--bmup", "--json"], { message: "unknown option '--bmup'" }],
  [
    "a choice that is none",
    ["-o", "json", "release", "--bump", "huge"],
    { message: expect.stringContaining("Allowed choices") },
  ],
  ["another tool's word", ["--json", "destroy"], { details: [], hint: "Run `chatops remove`." }],
  ["a missing argument", ["completion", "--output=json"], { message: "missing required argument 'shell'" }],
  ["no command", ["-ojson"], { message: "no command given", details: [] }],
];
const answersToMachines = together(() => machineMistakes.map(([, args]) => args));

test.each(machineMistakes)("with JSON %s is a document", async (what, _, told) => {
  const ran = await answersToMachines(machineMistakes.findIndex(([row]) => row === what));
  expect(ran).toMatchObject({ stderr: "", exitCode: 2 });
  expect(JSON.parse(ran.stdout)).toMatchObject({ kind: "Error", reason: "usage", exitCode: 2, ...told });
});

describe("the version", () => {
  test("of chatops is printed for `--version` alone", async () => {
    const { stdout, exitCode } = await chatops("--version");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test("of a release is another thing: `release --version 1.4.0` releases, and does not print ours", async () => {
    const { stdout, stderr, exitCode } = await chatops("release", "--version", "1.4.0", "-C", folder());
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 2 });
    expect(stderr).toContain("no chatops.yaml in");
  });
});

const places: [what: string, args: (place: string) => string[], name: string][] = [
  ["before the command", (place) => ["-C", place, "--json", "config"], "shop"],
  ["after the command", (place) => ["config", "-C", place, "--json"], "shop"],
  ["on both sides of it", (place) => ["-o", "json", "config", "--cwd", place], "shop"],
  ["after its argument", (place) => ["config", "check", "-C", place, "-o", "json"], "shop"],
  ["twice: the one nearer to the command counts", (place) => ["-C", "/no", "config", "-C", place, "--json"], "shop"],
  ["with another file", (place) => ["--config", "other.yaml", "config", "-C", place, "--json"], "other"],
];

const answersFromPlaces = together(() => {
  const place = folder({ "chatops.yaml": "name: shop", "other.yaml": "name: other" });
  return places.map(([, args]) => args(place));
});

describe("global options", () => {
  test.each(places)("work %s", async (what, _, name) => {
    const { stdout, exitCode } = await answersFromPlaces(places.findIndex(([row]) => row === what));
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).configuration.name).toBe(name);
  });

  test("give a failure the shape of an event with -o json", async () => {
    const place = folder({ "chatops.yaml": "nmae: shop" });
    const { stdout, stderr, exitCode } = await chatops("release", "-C", place, "-o", "json");
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 2 });
    expect(JSON.parse(stdout)).toEqual({
      at: expect.any(String),
      type: "error",
      reason: "usage",
      exitCode: 2,
      message: "chatops.yaml is not valid: 2 problems",
      details: ["chatops.yaml:1: name: is required", "chatops.yaml:1: nmae: is not a known key"],
      hint: expect.stringContaining("chatops config schema"),
    });
  });
});

describe("a screen that fails does not end what was begun", () => {
  const project = () => folder({ "package.json": { name: "chat", scripts: { start: "node server.js" } } });
  const importInto = (directory: string, ...options: string[]) => [
    "-C",
    directory,
    "import",
    "--name",
    "chat",
    ...options,
  ];

  test.each([
    ["output", "stdout", ["--json"]],
    ["progress", "stderr", []],
  ] as const)("where nobody reads its %s on", async (_, stream, options) => {
    const directory = project();
    const run = script(source, importInto(directory, ...options));
    run.child[stream]?.destroy();
    expect(await run.ended).toMatchObject({ exitCode: 0, signal: null });
    expect(existsSync(join(directory, "chatops.yaml"))).toBe(true);
  });

  test("where the disk is full", async () => {
    const directory = project();
    const words = [process.execPath, scriptFile(source), ...importInto(directory)].map((word) => `'${word}'`);
    const run = startProgram("sh", ["-c", `exec ${words.join(" ")} >/dev/full 2>/dev/full`]);
    expect(await run.ended).toMatchObject({ exitCode: 0, signal: null });
    expect(existsSync(join(directory, "chatops.yaml"))).toBe(true);
  });
});

test("a folder that was deleted under somebody is told as that, and others can still be named", async () => {
  const inDeleted = `
    import { main } from "#cli/main.ts";
    process.chdir(process.argv[2]);
    process.getBuiltinModule("node:fs").rmdirSync(process.argv[2]);
    await main(process.argv.slice(3));
  `;
  const { stdout, exitCode } = await script(inDeleted, [folder(), "status", "--json"]).ended;
  expect([exitCode, JSON.parse(stdout)]).toMatchObject([
    2,
    { reason: "usage", message: "the folder that this runs in is not there any more" },
  ]);
  const elsewhere = folder({ "chatops.yaml": "name: chat" });
  const { stderr } = await script(inDeleted, [folder(), "config", "--cwd", elsewhere]).ended;
  expect(stderr).toBe("");
});
