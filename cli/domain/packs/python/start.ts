import { dirname } from "node:path/posix";
import { preconditionError } from "../../../../lib/errors.ts";
import { isDevelopmentServer } from "../shared/development-server.ts";
import { commandWords, procfileCommand } from "../shared/procfile.ts";
import { firstMatch, matchesOf, type Source, sourcesOf } from "../shared/scan.ts";
import { assumed, type Found, lineAt, type ProjectTree } from "../tree.ts";
import { managePath } from "./django.ts";
import { pythonLanguage } from "./language.ts";
import { ownCommand } from "./own-command.ts";

/** How the program is started. */
export interface Start extends Found<string> {
  command: readonly string[];
  entry: string | undefined;
  /** The server of the framework that runs it, which is installed if the project does not have it. */
  server: "gunicorn" | "uvicorn" | undefined;
  /** It is told its port: where it listens by itself. */
  port?: number;
}

const frameworks: Readonly<Record<string, "gunicorn" | "uvicorn">> = {
  fastapi: "uvicorn",
  starlette: "uvicorn",
  litestar: "uvicorn",
  quart: "uvicorn",
  flask: "gunicorn",
  bottle: "gunicorn",
  falcon: "gunicorn",
  dash: "gunicorn",
  werkzeug: "gunicorn",
};

const conventional = ["main.py", "app.py", "server.py", "run.py", "bot.py", "src/main.py", "src/app.py", "app/main.py"];

/** What the Procfile says, else the application object under a server for production, else a file called like one. */
export function detectStart(tree: ProjectTree, requirements: ReadonlySet<string>): Start {
  const written = procfileCommand(tree, "web");
  const server = serverIn(written && `${written.value}\n${scriptIn(written.value, tree)}`);
  if (written && !isDevelopmentServer(written.value))
    return { ...written, command: commandWords(written.value), entry: undefined, server };
  const sources = sourcesOf(tree, pythonLanguage);
  const found =
    djangoStart(tree, sources) ??
    pageStart(sources, requirements) ??
    ownServer(tree, sources) ??
    applicationStart(sources, requirements);
  if (found) return found;
  const known = conventional.find((path) => tree.paths.includes(path));
  const own = known ? undefined : ownCommand(tree, sources);
  if (own) {
    const value = `${own.value}${openedBy(sources)}`;
    return { ...own, value, command: value.split(" "), entry: undefined, server: undefined };
  }
  const file = known ?? mainFile(sources);
  if (file) return { value: `python ${file}`, at: assumed, command: ["python", file], entry: file, server: undefined };
  throw preconditionError("nothing to start in this Python project", {
    details: [`looked for a Procfile, an application object (Django, Flask, FastAPI), ${conventional.join(", ")}`],
    hint: "Add a Procfile, such as `web: gunicorn package.module:app`, or a Dockerfile, and run the import again.",
  });
}

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

const serverIn = (command = "") => (["gunicorn", "uvicorn"] as const).find((name) => command.includes(name));

function djangoStart(tree: ProjectTree, sources: readonly Source[]): Start | undefined {
  const [found] = matchesOf(sources, /^(application)\s*=\s*get_wsgi_application\(/gm);
  const folder = dirname(managePath(tree) ?? "");
  const isBelow = found && folder !== "." && found.at.startsWith(`${folder}/`);
  const place = isBelow ? folder : found && settingsRoot(found.at, sources);
  return found && served("gunicorn", { at: found.at, object: "application", folder: place ?? "" });
}

/** The folder that the name of the settings begins in: `core.settings` beside `shop/core/wsgi.py` is of `shop`. */
function settingsRoot(at: string, sources: readonly Source[]): string | undefined {
  const path = pathOf(at);
  const own = sources.filter((source) => source.path === path);
  const [named] = firstMatch(own, /\bDJANGO_SETTINGS_MODULE["'],\s{0,20}["'](\w{1,60})\./g)?.groups ?? [];
  const parts = path.split("/").slice(0, -1);
  const depth = named ? parts.indexOf(named) : -1;
  return depth > 0 ? parts.slice(0, depth).join("/") : undefined;
}

/** What makes an application; a router of a part of it may be called `api`, and stand in a file that is read before. */
const applications =
  /(?:^|\.)(?:FastAPI|Flask|Starlette|Litestar|Quart|Bottle|App|(?:create|make|get)_app(?:lication)?)$/;
const isAside = /(?:^|[/_-])(?:local|dev|tests?|examples?|demo|mock)(?:[/_.-])/i;
/** Tools that are run by hand make an application to work with its data. */
const isTool =
  /(?:^|\/)(?:manage|import|export|populate|console|shell|cli|tasks?|workers?|(?:seed|fill|migrate|celery|init|reset|(?:init|create|drop|reset|setup)_?db|db)(?:_\w{1,40})?)\.py$/;
/** What servers are commonly pointed at. */
const isUsual = /(?:^|\/)(?:wsgi|asgi|main|app|application|server|run|__init__)\.py$/;
const otherObjects = /(?:Router|Blueprint|Api)$|[Cc]elery|[Tt]yper|argparse/;

/** Servers for production that a program runs by itself: what starts it is a script that is called like its package. */
const servesItself = /\b(?:WSGIServer|HTTPServer|waitress|cheroot)\b|\bsocketio\.run\(|\beventlet\.wsgi\b/g;

function ownServer({ paths }: ProjectTree, sources: readonly Source[]): Start | undefined {
  const script = sources.find(({ path, text }) => {
    const stem = path.replace(/\.py$/, "");
    const isOfPackage =
      !stem.includes("/") && paths.some((one) => one.startsWith(stem) && /^\w{1,60}\/__init__\.py$/.test(one));
    return isOfPackage && /^if __name__ == ["']__main__["']/m.test(text);
  });
  const said = script && firstMatch(sources, servesItself);
  if (!said) return undefined;
  const { path } = script;
  return { value: `python ${path}`, at: said.at, command: ["python", path], entry: path, server: undefined };
}

/** The higher, the less it is what is served; what is of one kind and depth stays in its order. */
const remoteness = ({ path }: Source): number =>
  (isAside.test(path) ? 1e4 : 0) +
  (isTool.test(path) ? 1e3 : 0) +
  path.split("/").length +
  (isUsual.test(path) ? 0 : 0.5);

/** `app = FastAPI()`, `app = create_app()`, or a function that makes it. */
function applicationStart(sources: readonly Source[], requirements: ReadonlySet<string>): Start | undefined {
  const framework = Object.keys(frameworks).find((name) => requirements.has(name));
  const server = framework && frameworks[framework];
  if (!server) return undefined;
  // Alembic makes an application for itself.
  const own = sources
    .filter(({ path }) => !/(?:^|\/)env\.py$/.test(path))
    .toSorted((a, b) => remoteness(a) - remoteness(b));
  const objects = [...matchesOf(own, /^(app|application|api|server)\s*(?::\s*[\w.]+\s*)?=\s*([\w.]+)\(/gm)];
  const madeBy = (made: RegExp) => objects.filter(({ groups }) => made.test(groups[1] ?? ""));
  const place = (at: string) => importedFrom(at, sources);
  const [behind] = framework === "dash" ? matchesOf(sources, /^(server)\s*=\s*\w+\.server\b/gm) : [];
  if (behind) return served(server, { at: behind.at, object: "server", folder: place(behind.at) });
  const object = madeBy(applications)[0] ?? objects.find((found) => !madeBy(otherObjects).includes(found));
  if (object) return served(server, { at: object.at, object: object.groups[0] ?? "app", folder: place(object.at) });
  const [factory] = matchesOf(sources, /^def ((?:create|make|get)_app(?:lication)?)\(/gm);
  return factory && served(server, { at: factory.at, object: `${factory.groups[0]}()`, folder: place(factory.at) });
}

/** Below which folder the modules of a program are found: that from which its files import each other. */
function importedFrom(at: string, sources: readonly Source[]): string {
  const parts = pathOf(at)
    .replace(/(?:\/__init__)?\.py$/, "")
    .split("/");
  const isImported = (name: string) =>
    sources.some(({ text }) =>
      [`from ${name}.`, `from ${name} `, `import ${name}\n`].some((words) => text.includes(words)),
    );
  const depth = parts.slice(0, -1).findIndex(isImported);
  if (depth !== -1) return parts.slice(0, depth).join("/");
  return parts[0] === "src" ? "src" : "";
}

const pathOf = (at: string) => at.split(":", 1).join("");

/** Where an object of a module is, and the folder below which the modules are. */
interface Place {
  at: string;
  object: string;
  folder: string;
}

/** gunicorn listens where PORT says; uvicorn is told. */
function served(server: "gunicorn" | "uvicorn", { at, object, folder }: Place): Start {
  const path = pathOf(at);
  const module = path
    .slice(folder ? folder.length + 1 : 0)
    .replace(/(?:\/__init__)?\.py$/, "")
    .replaceAll("/", ".");
  const factory = server === "uvicorn" && object.endsWith("()") ? " --factory" : "";
  const target = `${module}:${factory ? object.slice(0, -2) : object}`;
  const value =
    server === "gunicorn"
      ? `gunicorn ${folder ? `--chdir ${folder} ` : ""}${target}`
      : `uvicorn ${folder ? `--app-dir ${folder} ` : ""}${target}${factory} --host 0.0.0.0 --port $PORT`;
  const command = server === "gunicorn" ? value.split(" ") : commandWords(value);
  return { value, at, command, entry: path, server };
}

/** Packages that make a page of a file and serve it by themselves: how they are started, and where they listen. */
const pages: Readonly<Record<string, { start: (file: string) => string; port: number }>> = {
  streamlit: {
    start: (file) => `streamlit run ${file} --server.headless true --server.address 0.0.0.0 --server.port $PORT`,
    port: 8501,
  },
  chainlit: { start: (file) => `chainlit run ${file} --headless --host 0.0.0.0 --port $PORT`, port: 8000 },
  gradio: { start: (file) => `GRADIO_SERVER_NAME=0.0.0.0 GRADIO_SERVER_PORT=$PORT python ${file}`, port: 7860 },
  panel: {
    start: (file) => `panel serve ${file} --address 0.0.0.0 --port $PORT --allow-websocket-origin "*"`,
    port: 5006,
  },
};

/** The file nearest to the top that imports such a package; one that is called like a start comes before others. */
function pageStart(sources: readonly Source[], requirements: ReadonlySet<string>): Start | undefined {
  for (const [name, { start, port }] of Object.entries(pages)) {
    if (!requirements.has(name)) continue;
    const importing = sources.flatMap(({ path, text }) => {
      const index = [`import ${name}`, `from ${name}`]
        .map((words) => text.indexOf(words))
        .find((found) => found !== -1);
      return index === undefined ? [] : [{ path, at: `${path}:${lineAt(text, index)}` }];
    });
    const first =
      importing.find(({ path }) => /^(?:src\/)?(?:streamlit_app|app|main|home|ui|demo)\.py$/i.test(path)) ??
      importing[0];
    if (!first) continue;
    const value = start(first.path);
    return { value, at: first.at, command: commandWords(value), entry: first.path, server: undefined, port };
  }
  return undefined;
}

const mainFile = (sources: readonly Source[]) => {
  const [found] = matchesOf(sources, /^if __name__ == ["'](__main__)["']/gm);
  return found?.at.split(":", 1)[0];
};
