import { firstMatch, type Source } from "../shared/scan.ts";
import type { ProjectTree } from "../tree.ts";
import { pathOf } from "./modules.ts";
import { ownCommand } from "./own-command.ts";
import type { Start } from "./servers.ts";

/** Servers for production that a program runs by itself: what starts it is a script that is called like its package. */
const servesItself = /\b(?:WSGIServer|HTTPServer|waitress|cheroot)\b|\bsocketio\.run\(|\beventlet\.wsgi\b/g;

/** Socket.IO serves by what it is installed with, and not for developing alone, if that is eventlet or gevent. */
function socketServer(sources: readonly Source[], requirements: ReadonlySet<string>): Start | undefined {
  const isServed = requirements.has("flask-socketio") && ["eventlet", "gevent"].some((name) => requirements.has(name));
  const said = isServed ? firstMatch(sources, /\bsocketio\.run\([^\n]{0,200}["']0\.0\.0\.0["']/g) : undefined;
  if (!said) return undefined;
  const path = pathOf(said.at);
  return { value: `python ${path}`, at: said.at, command: ["python", path], entry: path, server: undefined };
}

function packageStart(tree: ProjectTree, sources: readonly Source[]): Start | undefined {
  const own = ownCommand(tree, sources);
  return own && { ...own, command: own.value.split(" "), entry: undefined, server: undefined };
}

export function ownServer(
  tree: ProjectTree,
  sources: readonly Source[],
  requirements: ReadonlySet<string>,
): Start | undefined {
  const socket = socketServer(sources, requirements);
  if (socket) return socket;
  const script = sources.find(({ path, text }) => {
    const stem = path.replace(/\.py$/, "");
    const isOfPackage =
      !stem.includes("/") && tree.paths.some((one) => one.startsWith(stem) && /^\w{1,60}\/__init__\.py$/.test(one));
    return isOfPackage && /^if __name__ == ["']__main__["']/m.test(text);
  });
  const said = firstMatch(sources, servesItself);
  // What a package is run by as a whole prepares what its server needs.
  const own = !script && said && tree.paths.some((path) => path === said.at.replace(/\/.*/, "/__main__.py"));
  if (own) return packageStart(tree, sources);
  if (!script || !said) return undefined;
  const { path } = script;
  return { value: `python ${path}`, at: said.at, command: ["python", path], entry: path, server: undefined };
}
