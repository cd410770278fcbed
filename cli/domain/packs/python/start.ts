import { preconditionError } from "../../../../lib/errors.ts";
import { isDevelopmentServer } from "../shared/development-server.ts";
import { commandWords, procfileCommand } from "../shared/procfile.ts";
import { matchesOf, type Source, sourcesOf } from "../shared/scan.ts";
import { assumed, type Found, type ProjectTree } from "../tree.ts";
import { pythonLanguage } from "./language.ts";

/** How the program is started. */
export interface Start extends Found<string> {
  command: readonly string[];
  entry: string | undefined;
  /** The server of the framework that runs it, which is installed if the project does not have it. */
  server: "gunicorn" | "uvicorn" | undefined;
}

const frameworks: Readonly<Record<string, "gunicorn" | "uvicorn">> = {
  fastapi: "uvicorn",
  starlette: "uvicorn",
  litestar: "uvicorn",
  quart: "uvicorn",
  flask: "gunicorn",
  bottle: "gunicorn",
  falcon: "gunicorn",
};

const conventional = ["main.py", "app.py", "server.py", "run.py", "src/main.py", "src/app.py", "app/main.py"];

/** What the Procfile says, else the application object under a server for production, else a file called like one. */
export function detectStart(tree: ProjectTree, requirements: ReadonlySet<string>): Start {
  const written = procfileCommand(tree, "web");
  const server = serverIn(written?.value);
  if (written && !isDevelopmentServer(written.value))
    return { ...written, command: commandWords(written.value), entry: undefined, server };
  const sources = sourcesOf(tree, pythonLanguage);
  const found = djangoStart(sources) ?? applicationStart(sources, requirements);
  if (found) return found;
  const file = conventional.find((path) => tree.paths.includes(path)) ?? mainFile(sources);
  if (file) return { value: `python ${file}`, at: assumed, command: ["python", file], entry: file, server: undefined };
  throw preconditionError("nothing to start in this Python project", {
    details: [`looked for a Procfile, an application object (Django, Flask, FastAPI), ${conventional.join(", ")}`],
    hint: "Add a Procfile, such as `web: gunicorn package.module:app`, or a Dockerfile, and run the import again.",
  });
}

const serverIn = (command = "") => (["gunicorn", "uvicorn"] as const).find((name) => command.includes(name));

function djangoStart(sources: readonly Source[]): Start | undefined {
  const [found] = matchesOf(sources, /^(application)\s*=\s*get_wsgi_application\(/gm);
  return found && served("gunicorn", found.at, "application");
}

/** What makes an application; a router of a part of it may be called `api`, and stand in a file that is read before. */
const applications =
  /(?:^|\.)(?:FastAPI|Flask|Starlette|Litestar|Quart|Bottle|App|(?:create|make|get)_app(?:lication)?)$/;
const otherObjects = /(?:Router|Blueprint|Api)$|[Cc]elery|[Tt]yper|argparse/;

/** `app = FastAPI()`, `app = create_app()`, or a function that makes it. */
function applicationStart(sources: readonly Source[], requirements: ReadonlySet<string>): Start | undefined {
  const framework = Object.keys(frameworks).find((name) => requirements.has(name));
  const server = framework && frameworks[framework];
  if (!server) return undefined;
  const objects = [...matchesOf(sources, /^(app|application|api|server)\s*(?::\s*[\w.]+\s*)?=\s*([\w.]+)\(/gm)];
  const madeBy = (made: RegExp) => objects.filter(({ groups }) => made.test(groups[1] ?? ""));
  const object = madeBy(applications)[0] ?? objects.find((found) => !madeBy(otherObjects).includes(found));
  if (object) return served(server, object.at, object.groups[0] ?? "app");
  const [factory] = matchesOf(sources, /^def ((?:create|make|get)_app(?:lication)?)\(/gm);
  return factory && served(server, factory.at, `${factory.groups[0]}()`);
}

/** gunicorn listens where PORT says; uvicorn is told. */
function served(server: "gunicorn" | "uvicorn", at: string, object: string): Start {
  const [path = ""] = at.split(":", 1);
  const folder = path.startsWith("src/") ? "src" : undefined;
  const module = path
    .replace(/^src\//, "")
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

const mainFile = (sources: readonly Source[]) => {
  const [found] = matchesOf(sources, /^if __name__ == ["'](__main__)["']/gm);
  return found?.at.split(":", 1)[0];
};
