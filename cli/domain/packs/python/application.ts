import { firstMatch, type Match, matchesOf, type Source } from "../shared/scan.ts";
import { importedFrom } from "./modules.ts";
import { type Interface, type Place, type Server, type Start, served, serverFor } from "./servers.ts";

const frameworks: Readonly<Record<string, Interface>> = {
  fastapi: "asgi",
  "python-fasthtml": "asgi",
  starlette: "asgi",
  litestar: "asgi",
  quart: "asgi",
  blacksheep: "asgi",
  connexion: "asgi",
  flask: "wsgi",
  apiflask: "wsgi",
  eve: "wsgi",
  bottle: "wsgi",
  falcon: "wsgi",
  dash: "wsgi",
  werkzeug: "wsgi",
  sanic: "sanic",
};

/** What makes an application; a router of a part of it may be called `api`, and stand in a file that is read before. */
const applications =
  /(?:^|\.)(?:FastAPI|APIFlask|Flask|FlaskApp|AsyncApp|Starlette|Litestar|Quart|Bottle|Eve|Sanic|FastHTML|fast_app|App|API|Application|(?:create|make|get)_app(?:lication)?)$/;
/** Those whose objects may be called anything. */
const frameworkClasses = /(?:^|\.)(?:FastAPI|APIFlask|Flask|Starlette|Litestar|Quart|Sanic|Bottle|FastHTML)$/;
/** What libraries call their own things as well. */
const anybodys = /^(?:App|API|Application)$/;
const isAside = /(?:^|[/_-])(?:local|dev|tests?|examples?|demo|mock)(?:[/_.-])/i;
/** Tools that are run by hand make an application to work with its data. */
const isTool =
  /(?:^|\/)(?:manage|import|export|populate|console|shell|cli|tasks?|workers?|(?:seed|fill|migrate|celery|init|reset|(?:init|create|drop|reset|setup)_?db|db)(?:_\w{1,40})?)\.py$/;
/** What servers are commonly pointed at. */
const isUsual = /(?:^|\/)(?:wsgi|asgi|main|app|application|server|run|__init__)\.py$/;
const otherObjects = /(?:Router|Blueprint|Api)$|[Cc]elery|[Tt]yper|argparse/;

/** The higher, the less it is what is served; what is of one kind and depth stays in its order. */
const remoteness = ({ path }: Source): number =>
  (isAside.test(path) ? 1e4 : 0) +
  (isTool.test(path) ? 1e3 : 0) +
  path.split("/").length +
  (isUsual.test(path) ? 0 : 0.5);

/** `app = FastAPI()`, `app = create_app()`, or a function that makes it. */
export function applicationStart(sources: readonly Source[], requirements: ReadonlySet<string>): Start | undefined {
  const framework = frameworkIn(requirements);
  if (!framework) return undefined;
  const found = applicationIn(framework, sources);
  if (!found) return undefined;
  const isAsync = firstMatch(sources, /\b(?:from falcon import asgi|falcon\.asgi)\b/g) !== undefined;
  const kind = framework === "falcon" && isAsync ? "asgi" : (frameworks[framework] ?? "wsgi");
  const server = serverFor(kind, requirements);
  return served(server, {
    ...found,
    options: optionsOf(server, requirements),
    folder: importedFrom(found.at, sources),
  });
}

/** Flask may be there by what is built on it alone. */
const frameworkIn = (requirements: ReadonlySet<string>) =>
  Object.keys(frameworks).find((name) => requirements.has(name)) ??
  ([...requirements].some((name) => name.startsWith("flask-")) ? "flask" : undefined);

/**
 * What Socket.IO keeps of a connection is in one process, which has to keep many of them. Newer versions of gunicorn have no
 * worker of eventlet any more.
 */
function optionsOf(server: Server, requirements: ReadonlySet<string>): string {
  if (server !== "gunicorn" || !requirements.has("flask-socketio")) return "";
  const worker = requirements.has("gunicorn") && requirements.has("eventlet") ? "eventlet" : "gevent";
  return `--workers 1 ${requirements.has(worker) ? `--worker-class ${worker}` : "--threads 100"} `;
}

/** A function that a server can call: one that has to be told something is called by the program itself. */
function factoryIn(sources: readonly Source[]): Match | undefined {
  const made = /^def ((?:create|make|get)_app(?:lication)?)\(([^()]{0,300}(?:\([^()]{0,99}\)[^()]{0,300}){0,9})\)/gm;
  for (const match of matchesOf(sources, made)) {
    const parameters = (match.groups[1] ?? "").replace(/\[[^[\]]{0,99}\]|#[^\n]{0,200}/g, "").split(",");
    if (parameters.every((one) => one.trim() === "" || /^\s{0,99}[*/]|=/.test(one))) return match;
  }
  return undefined;
}

const assigned =
  /^(\w{1,40})\s{0,9}(?::\s{0,9}[\w.]{1,60}\s{0,9})?(?:,\s{0,3}\w{1,30}\s{0,3}){0,3}=\s{0,9}(?:\w{1,30}\s{0,3}=\s{0,3})?([\w.]{1,80})\(/gm;

function applicationIn(framework: string, sources: readonly Source[]): Omit<Place, "folder"> | undefined {
  // Alembic makes an application for itself.
  const own = sources
    .filter(({ path }) => !/(?:^|\/)env\.py$/.test(path))
    .toSorted((a, b) => remoteness(a) - remoteness(b));
  const all = [...matchesOf(own, assigned)];
  const objects = all.filter(
    ({ groups: [name = "", made = ""], at }) =>
      /^(?:app|application|api|server)$/.test(name) || (/(?:^|\/)[aw]sgi\.py:/.test(at) && applications.test(made)),
  );
  const madeBy = (made: RegExp) => objects.filter(({ groups }) => made.test(groups[1] ?? ""));
  const [behind] = framework === "dash" ? matchesOf(sources, /^(server)\s*=\s*\w+\.server\b/gm) : [];
  const object =
    behind ??
    madeBy(applications).find(({ groups }) => !anybodys.test(groups[1] ?? "")) ??
    all.find(({ groups }) => frameworkClasses.test(groups[1] ?? "")) ??
    madeBy(applications)[0] ??
    objects.find((found) => !madeBy(otherObjects).includes(found));
  if (object) return { at: object.at, object: object.groups[0] ?? "app" };
  const factory = factoryIn(sources);
  return factory && { at: factory.at, object: `${factory.groups[0]}()` };
}
