import { ignores } from "../../dockerfile/ignored.ts";
import { portOfKeptChart } from "../../jenkins-x/traces.ts";
import { detectServices } from "../../services/detect.ts";
import { exampleOf } from "../../services/settings-files.ts";
import { variablesShown } from "../../services/shown-variables.ts";
import { type Dependencies, serviceVariables, type UsedService } from "../../services/used-service.ts";
import { assumed, type Found, type ProjectTree, withoutPaths } from "../tree.ts";
import { detectHealth, detectMetrics, type Health } from "./health.ts";
import type { Language } from "./language.ts";
import { detectLoopback, detectPort } from "./port.ts";
import { type ListenVariable, listenVariable, openListenVariable, portVariable } from "./port-variable.ts";
import { firstMatch, type Source, sourcesOf } from "./scan.ts";
import { namesAsRead } from "./schemas.ts";
import { foldersOfSettings, loopbackOfSettings, portOfSettings, type Settings, settingsOf } from "./settings.ts";
import { detectStop } from "./stop.ts";
import { detectHost, detectVariables } from "./variables.ts";
import { type VariablesFile, variablesFileOf, variablesIn } from "./variables-file.ts";
import { detectWritable } from "./writable.ts";

/** What a pack knows before the sources are read. */
interface Program {
  language: Language;
  /** How it is started, and the file that is run if the command names it. */
  start: Found<string> & { entry?: string | undefined };
  /** The port, if something surer than the sources says it. */
  port?: Found<number> | undefined;
  /** Where the server of its framework listens that is told nothing else. */
  usual?: Found<number> | undefined;
  /** The same, if the sources name no other port. */
  ifUnsaid?: Found<number> | undefined;
  /** And the one that files of its own say, where the sources leave it open. */
  said?: Found<number> | undefined;
  dependencies: Dependencies;
  /** With the files that it is built with and that are not its own: they say as well which services it uses, and by which variables. */
  settings?: ProjectTree;
  /** The folder that it runs in. */
  workingFolder: string;
}

/** What the sources of a program say, in whatever language. */
export interface Survey {
  sources: readonly Source[];
  port: Found<number>;
  health: Health;
  services: readonly UsedService[];
  variables: readonly Found<string>[];
  /** Variables that the image sets. */
  environment: Readonly<Record<string, string>>;
  writable: readonly Found<string>[];
  metrics: Found<string> | undefined;
  /** Where it takes the signal to stop. */
  stop: string | undefined;
  /** Where it listens on this machine only. */
  loopback: string | undefined;
  /** What stands in its own settings files. */
  ownSettings: Settings;
  /** It ends without this file. */
  variablesFile: VariablesFile | undefined;
}

const firstUnprivileged = 1024;

/** Whoever may not listen where it would, or nobody would reach, is told another place. */
const unprivileged = (listen: ListenVariable | undefined) =>
  listen && {
    ...listen,
    value: listen.value < firstUnprivileged ? 8080 : listen.value,
    isTold: listen.isLoopback || listen.value < firstUnprivileged,
  };

/** What its people have it listen at counts, where it can be told. */
const isTold = (published: Found<number> | undefined, found: Found<number>) =>
  published !== undefined && published.value >= firstUnprivileged && published.value !== found.value;

export function surveyOf(tree: ProjectTree, program: Program): Survey {
  const { language, start, dependencies, workingFolder } = program;
  const sources = sourcesOf(
    withoutPaths(tree, (path) => isOfMachine(path, tree)),
    language,
    start.entry,
  );
  const all = program.settings ? sourcesOf(program.settings, language, start.entry) : sources;
  const settings = settingsOf(tree, sources, start.value);
  const variable = language.port.variables ? portVariable(sources, tree, (name) => exampleOf(tree, name)) : undefined;
  const listen = language.port.variables ? unprivileged(listenVariable(sources)) : undefined;
  const portIn = (read: readonly Source[]) =>
    detectPort({
      sources: read,
      language,
      start,
      usual: program.usual,
      ifUnsaid: program.ifUnsaid,
      expected: portOfKeptChart(tree),
      settings: portOfSettings(settings) ?? program.said,
      variable,
      listen,
    });
  const own = program.port ?? portIn(sources);
  // What listens may be in a package that it needs.
  const found =
    own.at === assumed && all.some(({ text }) => language.port.setting?.listens.test(text)) ? portIn(all) : own;
  const shownPort = found.at.startsWith(`${assumed}, PORT is read`)
    ? Number(exampleOf(tree, "PORT") ?? exampleOf(tree, "APP_PORT"))
    : 0;
  const example = shownPort >= 1024 ? { value: shownPort, at: found.at.replace(/^assumed/, "example") } : undefined;
  const isLeftOpen =
    found.at.startsWith(assumed) || (isTold(tree.published, found) && firstMatch(all, language.port.read));
  const port = (isLeftOpen ? tree.published : undefined) ?? example ?? found;
  const host = detectHost(sources, language);
  const open = language.port.variables && port.at === assumed ? openListenVariable(sources, port.value) : undefined;
  const told = {
    ...(open && { [open.name]: `0.0.0.0:${port.value}` }),
    ...(variable && found.at.endsWith(variable.name) && { [variable.name]: String(port.value) }),
    ...(listen?.isTold && { [listen.name]: `0.0.0.0:${port.value}` }),
  };
  const asked = namesAsRead(all, language.variables.schemas);
  const services = detectServices(dependencies, [...all, ...asked], program.settings ?? tree);
  const known = new Set([...serviceVariables(services), ...Object.keys(told), ...(host ? [host.name] : [])]);
  const shown = variablesShown(tree, language.variables.goesOn);
  const variablesFile = variablesFileOf(sources, language, tree);
  const variables = withoutTwice([
    ...detectVariables(all, language, known, shown),
    ...variablesIn(variablesFile, known).filter(({ value }) => value !== "PORT" && !shown.spared.has(value)),
  ]);
  // Beside the port that it is told stands the address, without which it does not start.
  const beside = variable && variable.name in told ? variable.name.replace(/_PORT(?:_NUMBER)?$/, "_HOST") : undefined;
  const address = variables.some(({ value }) => value === beside) ? beside : undefined;
  return {
    sources,
    port,
    health: detectHealth(sources, language),
    services,
    variables: variables.filter(({ value }) => value !== address),
    environment: {
      PORT: String(port.value),
      ...told,
      ...(host && { [host.name]: host.value }),
      ...(address && { [address]: "0.0.0.0" }),
    },
    writable: detectWritable(sources, language, {
      folder: workingFolder,
      said: foldersOfSettings(settings),
      paths: tree.paths,
    }),
    metrics: detectMetrics(sources),
    stop: detectStop(sources, language),
    loopback: listen?.isTold ? undefined : (detectLoopback(sources, language) ?? loopbackOfSettings(settings)),
    ownSettings: settings,
    variablesFile,
  };
}

const withoutTwice = (found: readonly Found<string>[]) =>
  found.filter(({ value }, index) => found.findIndex((one) => one.value === value) === index);

/** Variables of a developer, which Git ignores, say nothing of the program. */
const isOfMachine = (path: string, { texts }: ProjectTree) =>
  path === ".env" && ignores(texts.get(".gitignore"), path) !== undefined;
