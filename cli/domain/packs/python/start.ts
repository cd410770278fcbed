import { preconditionError } from "../../../../lib/errors.ts";
import { attempt } from "../shared/attempt.ts";
import { isDevelopmentServer } from "../shared/development-server.ts";
import { commandWords, procfileCommand } from "../shared/procfile.ts";
import { firstMatch, matchesOf, type Source, sourcesOf } from "../shared/scan.ts";
import { assumed, type ProjectTree } from "../tree.ts";
import { applicationStart } from "./application.ts";
import { djangoStart } from "./django.ts";
import { pythonLanguage } from "./language.ts";
import { listening } from "./listening.ts";
import { requirementsOf } from "./manifest.ts";
import { importedFrom, moduleOf, pathOf } from "./modules.ts";
import { ownCommand } from "./own-command.ts";
import { ownServer } from "./own-server.ts";
import { pageStart } from "./page-files.ts";
import { pyramidStart } from "./pyramid.ts";
import { type Start, serverIn } from "./servers.ts";

const conventional = ["main.py", "app.py", "server.py", "run.py", "bot.py", "src/main.py", "src/app.py", "app/main.py"];

/** What the Procfile says, else the application object under a server for production, else a file called like one. */
export function detectStart(tree: ProjectTree, requirements: ReadonlySet<string>): Start {
  const written = procfileCommand(tree, "web");
  const server = serverIn(written && `${written.value}\n${scriptIn(written.value, tree)}`);
  if (written && !isDevelopmentServer(written.value))
    return { ...written, command: commandWords(written.value), entry: undefined, server };
  const sources = sourcesOf(tree, pythonLanguage);
  const found =
    djangoStart(tree, sources, requirements) ??
    pyramidStart(tree) ??
    pageStart(tree, sources, requirements) ??
    ownServer(tree, sources, requirements) ??
    applicationStart(sources, requirements);
  if (found) return found;
  const known = conventional.find((path) => tree.paths.includes(path));
  const own = known ? undefined : ownCommand(tree, sources);
  if (own) {
    const value = `${own.value}${openedBy(sources)}`;
    return { ...own, value, command: value.split(" "), entry: undefined, server: undefined };
  }
  const file = known ?? mainFile(sources);
  if (file) return fileStart(file, sources);
  throw preconditionError("nothing to start in this Python project", {
    details: [`looked for a Procfile, an application object (Django, Flask, FastAPI), ${conventional.join(", ")}`],
    hint: "Add a Procfile, such as `web: gunicorn package.module:app`, or a Dockerfile, and run the import again.",
  });
}

/** A file of a package that imports what is beside it by the package finds that as a module alone. */
function fileStart(file: string, sources: readonly Source[]): Start {
  const [top = "", ...below] = file.split("/");
  const isOfPackage =
    below.length > 0 &&
    sources.some(({ path, text }) => (path === file && /^from \.+/m.test(text)) || importsPackage(text, top));
  const folder = isOfPackage ? importedFrom(file, sources) : "";
  const words = isOfPackage ? ["python", "-m", moduleOf(file, folder)] : ["python", file];
  const value = [...(folder ? [`PYTHONPATH=${folder}`] : []), ...words].join(" ");
  return { value, at: assumed, command: commandWords(value), entry: file, server: undefined };
}

const importsPackage = (text: string, name: string) =>
  [`from ${name}.`, `from ${name} import`, `import ${name}.`].some((words) => text.includes(words));

/** An option of argparse or Click that keeps a program on its own machine, unless it is told otherwise. */
const loopbackOption =
  /["'](--(?:host|interface|address|ip|bind-address|listen-address))["'][^()]{0,120}?\bdefault\s{0,3}=\s{0,3}["'](?:127\.0\.0\.1|localhost)["']/g;

function openedBy(sources: readonly Source[]): string {
  const option = firstMatch(sources, loopbackOption)?.groups[0];
  return option ? ` ${option} 0.0.0.0` : "";
}

/** What the script says that a command runs: `bash start.sh`. */
function scriptIn(command: string, { texts }: ProjectTree): string {
  const [, script = ""] = /^(?:(?:ba)?sh )?(?:\.\/)?([\w./-]{1,120}\.sh)$/.exec(command) ?? [];
  return texts.get(script) ?? "";
}

/** Of several files that can be run, the one that listens: others start it, or work with its data. */
function mainFile(sources: readonly Source[]): string | undefined {
  const mains = new Set([...matchesOf(sources, /^if __name__ == ["'](__main__)["']/gm)].map(({ at }) => pathOf(at)));
  const runnable = sources.filter(({ path }) => mains.has(path));
  const [serving] = [...matchesOf(runnable, listening)];
  return serving ? pathOf(serving.at) : runnable[0]?.path;
}

/** The program that runs by itself in an image that others made; undefined if it needs a server, or is none. */
export function startedIn(tree: ProjectTree): Start | undefined {
  const start = attempt(() => detectStart(tree, requirementsOf(tree)));
  return start?.server || start?.value.includes("$") ? undefined : start;
}
