import { preconditionError } from "../../../../lib/errors.ts";
import { type FinalImage, finalImageOf } from "../../dockerfile/final-image.ts";
import { type ParsedStage, parseDockerfile } from "../../dockerfile/parse.ts";
import { programUser } from "../../dockerfile/program-image.ts";
import { readLock } from "../../import/generated-files-lock.ts";
import { serviceVariables } from "../../services/used-service.ts";
import type { Description, Evidence, Facts, Pack } from "../pack.ts";
import { givenByCompose, runsWithout } from "../shared/compose-given.ts";
import { composedMigration } from "../shared/compose-migration.ts";
import { fileWarnings } from "../shared/empty-variables-file.ts";
import { evidence, evidenceOf } from "../shared/evidence.ts";
import { nameFrom } from "../shared/name.ts";
import { noLanguage } from "../shared/no-language.ts";
import { processEvidence, processesOf } from "../shared/processes.ts";
import { supervisorFile } from "../shared/procfile.ts";
import { firstMatch, sourcesOf } from "../shared/scan.ts";
import { serverSettings } from "../shared/server-settings.ts";
import { type Survey, surveyOf } from "../shared/survey.ts";
import { warningsOf } from "../shared/warnings.ts";
import { assumed, type Found, type ProjectTree, withoutPaths } from "../tree.ts";
import { baseOf, checkIn } from "./bases.ts";
import { composeCommand } from "./compose-command.ts";
import { composePort } from "./compose-port.ts";
import { asInImage } from "./copied-folder.ts";
import { healthPath, portOf, portOfBase, portOfServer } from "./port.ts";
import { doneAtStart, managedIn, portIn, requiredBy, type Script, scriptFile, scriptOf } from "./script.ts";
import { portOfSettings } from "./server-settings.ts";
import { startOfLanguage, withEntry } from "./start-of-language.ts";
import { unprivileged } from "./unprivileged.ts";
import { userNumber } from "./user.ts";
import { copiedPaths, dockerfileWarnings } from "./warnings.ts";

const file = "Dockerfile";

/** Any project whose people wrote a Dockerfile: what it says counts, whatever the language. */
export const dockerfile: Pack = {
  name: "dockerfile",
  title: "any project with a Dockerfile",
  language: noLanguage,
  manifests: [
    file,
    scriptFile,
    /(?:^|\/)(?:dockerfile|Containerfile|Dockerfile[._-][\w.-]{1,60}|[\w-]{1,60}\.[Dd]ockerfile)$/,
    serverSettings,
  ],
  recognize: (tree) => (isWritten(tree) ? { at: file, sure: "certain" } : undefined),
  missing: `no ${file} that a person wrote`,
  describe: ({ folder }) => ({ ...nothing, names: [{ value: folder, at: "folder" }] }),
  detect,
  serves: (_, { port }) => port.at !== assumed,
};

/** One that import generated is made anew. */
const isWritten = ({ paths, texts }: ProjectTree) =>
  paths.includes(file) && !readLock(texts.get("chatops.lock")).has(file);

const nothing = { dependencies: { ecosystem: "npm", names: new Set<string>() }, testSteps: [] } as const;

function detect(tree: ProjectTree, written: Pack | undefined): Facts {
  const stages = parseDockerfile(tree.texts.get(file) ?? "");
  const made = finalImageOf(stages);
  if (!made) throw withoutStage();
  const said = composeCommand(made, tree) ?? startOfLanguage(made, tree, written);
  const told = said && { ...said, ...withEntry(made, said) };
  const image = told ? { ...made, command: { value: told.value, line: made.base.line, inShell: false } } : made;
  const script = scriptOf(image, tree);
  const described = asInImage(written?.describe(tree) ?? dockerfile.describe(tree), image, tree);
  const description = { ...described, migration: described.migration ?? composedMigration(tree) };
  const survey = readSources({ tree, image, written, about: description, script });
  const user = userNumber(image);
  const managed = managedIn(image, script, tree);
  const start = doneAtStart(image, script, tree);
  const supervised = written !== undefined || /supervisor/.test(tree.texts.get(file) ?? "");
  const run = supervised ? tree : withoutPaths(tree, (path) => supervisorFile.test(path));
  const found = processesOf({ tree: run, about: description, services: survey.services, start });
  const processes = managed ? { ...found, workers: [] } : found;
  const check = image.health ? undefined : checkIn(image.base.value);
  return {
    ...survey,
    pack: dockerfile.name,
    name: nameFrom(description.names),
    dockerfile: undefined,
    ...(told && { arguments: told.words }),
    user: user || programUser,
    startsAsRoot: user === 0,
    checksItself: image.health !== undefined,
    ignored: [],
    copied: copiedPaths(stages),
    testSteps: description.testSteps.length > 0 ? description.testSteps : ["docker build ."],
    testImage: stages[0]?.from,
    startsSlowly: description.startsSlowly,
    healthCheck: check && ((host, port) => check(host, port, survey.health.readiness?.value)),
    processes,
    evidence: [
      ...dockerfileEvidence(made, stages, written),
      ...(told ? [evidence("start", told, "certain")] : []),
      ...(script ? [evidence("script", { at: script.path }, "certain")] : []),
      ...evidenceOf(survey),
      ...processEvidence(processes),
    ],
    warnings: [
      ...dockerfileWarnings({ image, stages, tree, scripts: description.scripts }),
      ...fileWarnings(survey.variablesFile, tree.texts.get(file) ?? ""),
      ...warningsOf(survey, tree),
    ],
  };
}

const withoutStage = () =>
  preconditionError(`${file} has no FROM, so nothing can be built of it`, {
    hint: "Repair it, or take it away to have one written; nothing was written.",
  });

interface Read {
  tree: ProjectTree;
  image: FinalImage;
  written: Pack | undefined;
  about: Description;
  script: Script | undefined;
}

function readSources({ tree, image, written, about, script }: Read): Survey & Pick<Facts, "settings"> {
  const { command, base } = image;
  const start = { value: command?.value ?? "", at: `${file}:${command?.line ?? base.line}`, entry: about.entry };
  const inScript = script && portIn(script);
  const said =
    portOf(image) ??
    tree.published ??
    composePort(tree, nameFrom(about.names).value) ??
    portOfSettings(image, tree) ??
    portOfBase(image) ??
    inScript ??
    portOfServer(image);
  const started = [command?.value, script?.text, managedIn(image, script, tree)].join("\n");
  const free = unprivileged(image, said, { started, readsPort: readsPort(tree, written, about) });
  const read = surveyOf(tree, {
    language: written?.language ?? noLanguage,
    start,
    dependencies: about.dependencies,
    ...(written?.withOthers && { settings: written.withOthers(tree) }),
    port: free?.port ?? said,
    workingFolder: "/app",
  });
  const survey = written?.configured?.(read, tree) ?? read;
  const health = healthPath(image, said?.value);
  const set = new Set(Object.keys(image.environment));
  const services = serviceVariables(survey.services);
  const given = givenByCompose(tree);
  const isSpared = runsWithout(tree);
  const needed = withNeeded(survey, [...(about.needs ?? []), ...(script ? requiredBy(script) : [])]).filter(
    ({ value }) => !set.has(value) && !services.has(value),
  );
  return {
    ...survey,
    loopback: isToldToListen(image, script) ? undefined : survey.loopback,
    health:
      said && said.value === portOfBase(image)?.value && baseOf(base.value).isFastCgi
        ? noHealth
        : { ...survey.health, readiness: health ?? survey.health.readiness },
    variables: needed.filter(({ value }) => !given.has(value) && !isSpared(value)),
    writable: unique([...survey.writable, ...writableIn(image)]),
    settings: {
      ...Object.fromEntries(needed.flatMap(({ value }) => (given.has(value) ? [[value, given.get(value) ?? ""]] : []))),
      ...free?.settings,
      ...listening(read, survey, set),
    },
  };
}

const readsPort = (tree: ProjectTree, written: Pack | undefined, { entry }: Description): boolean =>
  written !== undefined &&
  firstMatch(sourcesOf(tree, written.language, entry), written.language.port.read) !== undefined;

const noHealth = { readiness: undefined, liveness: undefined };

/** A variable of the image has it listen for everybody, or what starts it. */
const isToldToListen = ({ environment, command }: FinalImage, script: Script | undefined) =>
  [command?.value ?? "", script?.text ?? ""].some((text) =>
    /(?:^|[\s="'-])(?:0\.0\.0\.0|\[::\])(?=[:\s"'}]|$)/m.test(text),
  ) ||
  Object.entries(environment).some(
    ([name, value]) =>
      /(?:^|_)(?:IP|HOST|BIND|ADDR|ADDRESS|LISTEN)$/.test(name) && /^(?:0\.0\.0\.0|\[?::\]?)(?=:\d|$)/.test(value),
  );

/** Where its settings keep it on its own machine, unless the image says otherwise. */
const listening = (read: Survey, configured: Survey, set: ReadonlySet<string>) =>
  Object.fromEntries(
    Object.entries(configured.environment).filter(([name]) => !(name in read.environment) && !set.has(name)),
  );

const withNeeded = ({ variables }: Survey, needs: readonly Found<string>[]) => unique([...variables, ...needs]);

const unique = (found: readonly Found<string>[]) =>
  found.filter(({ value }, index) => found.findIndex((one) => one.value === value) === index);

/** What its server writes to, and what the Dockerfile calls a volume. */
const writableIn = ({ base, volumes }: FinalImage): Found<string>[] => [
  ...(baseOf(base.value).writable ?? []).map((value) => ({ value, at: base.value })),
  ...volumes.map(({ value, line }) => ({ value, at: `${file}:${line}` })),
];

function dockerfileEvidence(image: FinalImage, stages: readonly ParsedStage[], written: Pack | undefined): Evidence[] {
  const { base, command, user, health } = image;
  const said = (what: string, value: string, line: number | undefined) =>
    evidence(what, { value, at: line === undefined ? assumed : `${file}:${line}` }, "certain");
  return [
    ...(written ? [evidence("language", { value: written.title, at: "sources" }, "likely")] : []),
    said("base", base.value, base.line),
    ...(stages.length > 1 ? [said("stages", String(stages.length), stages[0]?.line)] : []),
    ...(command ? [said("start", command.value, command.line)] : []),
    said("user", user?.value ?? String(baseOf(base.value).user ?? "root"), user?.line ?? base.line),
    ...(health ? [said("health check", "its own", health.line)] : []),
  ];
}
