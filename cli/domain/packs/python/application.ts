import { matchesOf, type Source } from "../shared/scan.ts";
import { importedFrom } from "./modules.ts";
import { type Server, type Start, served } from "./servers.ts";

const frameworks: Readonly<Record<string, Server>> = {
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

/** The higher, the less it is what is served; what is of one kind and depth stays in its order. */
const remoteness = ({ path }: Source): number =>
  (isAside.test(path) ? 1e4 : 0) +
  (isTool.test(path) ? 1e3 : 0) +
  path.split("/").length +
  (isUsual.test(path) ? 0 : 0.5);

/** `app = FastAPI()`, `app = create_app()`, or a function that makes it. */
export function applicationStart(sources: readonly Source[], requirements: ReadonlySet<string>): Start | undefined {
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
