import { usageError } from "../../../../lib/errors.ts";
import { type Incoming, type Listener, listenForHttp } from "../../../adapters/http-listener.ts";
import type { PageSettings, Role } from "../../../core/serve/page-schema.ts";
import type { Steps } from "../../../core/steps.ts";
import { acting } from "./acting.ts";
import { type ActionName, actions } from "./actions.ts";
import type { ActLimits } from "./acts.ts";
import { json, unknown } from "./answers.ts";
import { createCookies } from "./cookies.ts";
import type { Desk } from "./desk.ts";
import { fileRoutes } from "./files.ts";
import { createHandler } from "./handler.ts";
import type { Logins } from "./logins.ts";
import type { Looks } from "./looks.ts";
import { createBoard } from "./overview.ts";
import { openKey, type People } from "./people.ts";
import * as reading from "./reading.ts";
import type { Call, OfDesk, Route } from "./routes.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { type OpenedProvider, type SignOnParts, signOnRoutes } from "./sign-on.ts";
import { createStreams } from "./streams.ts";

export interface PageParts {
  settings: PageSettings;
  people: People;
  provider: OpenedProvider | undefined;
  /** Whom it let in; undefined without one. */
  logins: Logins | undefined;
  /** What serve keeps. */
  folder: string;
  desks: readonly Desk[];
  looks: Looks;
  limits: ActLimits;
  steps: Pick<Steps, "warn">;
}

/** Serves the page until it is closed. */
export async function openPage({
  settings,
  people,
  provider,
  logins,
  folder,
  desks,
  looks,
  limits,
  steps,
}: PageParts): Promise<Listener> {
  verifyOrigin(settings);
  const key = await openKey(folder);
  let handle: ReturnType<typeof createHandler> | undefined;
  const listener = await listenForHttp(settings.listen, async (request: Incoming) => handle?.(request) ?? unknown());
  const origin = settings.url ?? listener.url;
  const refused = onceAMinute((why: string) => steps.warn(`page: ${why}`));
  const cookies = createCookies(origin.startsWith("https:"));
  const onRefused = () => refused("somebody gave a wrong name or token");
  const sessions = createSessions({ people, provider, key, longestMs: settings.session, cookies, onRefused });
  const signOn = provider && {
    ...{ opened: provider, people, logins, origin, key, cookies, sessions },
    onRefused: (why: string) => refused(`somebody could not log in: ${why}`),
  };
  handle = createHandler({ origin, sessions, routes: pageRoutes({ desks, sessions, signOn, limits, looks }) });
  return { ...listener, url: origin };
}

/** What listens to more than this machine has a name there, which only a person knows. */
function verifyOrigin({ listen, url }: PageSettings): void {
  if (url !== undefined || /^(127\.|localhost:|\[::1\]:)/.test(listen)) return;
  throw usageError(`page.url: is needed, as ${listen} is reached from elsewhere`, {
    hint: "Name the address that people type, such as https://deploy.example.com.",
  });
}

function onceAMinute(tell: (why: string) => void): (why: string) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (why) => {
    if (performance.now() - toldAt < 60_000) return;
    toldAt = performance.now();
    tell(why);
  };
}

export interface RouteParts {
  desks: readonly Desk[];
  sessions: Sessions;
  /** How people log in elsewhere; undefined if only with tokens. */
  signOn: SignOnParts | undefined;
  limits: ActLimits;
  looks: Looks;
}

/** All that the page answers. */
export function pageRoutes({ desks, sessions, signOn, limits, looks }: RouteParts): Route[] {
  const byName = new Map(desks.map((desk) => [desk.place.name, desk]));
  const board = createBoard(desks);
  const streams = createStreams(limits.signal);
  const of =
    (answer: OfDesk) =>
    async (call: Call): ReturnType<OfDesk> => {
      const desk = byName.get(call.at.repository ?? "");
      return desk ? answer(call, desk) : unknown();
    };
  const closed = (roles: readonly Role[], method: Route["method"], path: string, answer: OfDesk): Route => {
    return { method, path: `/api/repositories/:repository${path}`, roles, answer: of(answer) };
  };
  const look = ["look"] as const;
  const action = (method: Route["method"], path: string, name: ActionName): Route =>
    closed(actions[name].roles, method, path, acting(name, limits));
  const environment = "/environments/:environment";
  return [
    ...fileRoutes(),
    ...(signOn ? signOnRoutes(signOn) : []),
    { method: "POST", path: "/api/session", roles: "everybody", answer: sessions.logIn },
    { method: "DELETE", path: "/api/session", roles: "everybody", answer: async () => sessions.logOut() },
    {
      method: "GET",
      path: "/api/overview",
      roles: look,
      answer: async ({ person }) => {
        looks.want();
        return json(await board.overviewFor(person));
      },
    },
    {
      method: "GET",
      path: "/api/overview/events",
      roles: look,
      answer: async ({ person, until }) => {
        let told = "";
        return streams.open(until, 1_000, async (write) => {
          looks.want();
          const overview = await board.overviewFor(person);
          const text = JSON.stringify(overview);
          if (text !== told) await write(overview);
          told = text;
          return true;
        });
      },
    },
    closed(look, "GET", "/runs", reading.listRuns),
    closed(look, "GET", "/runs/:run", reading.showRun),
    closed(look, "GET", "/runs/:run/events", reading.followRun(streams)),
    closed(look, "GET", "/runs/:run/log", reading.downloadLog),
    closed(look, "GET", "/runs/:run/evidence", reading.showEvidence),
    closed(look, "GET", `${environment}/history`, reading.showHistory),
    action("POST", `${environment}/promotion`, "promote"),
    action("POST", `${environment}/rollback`, "rollBack"),
    action("POST", `${environment}/approval`, "approve"),
    action("DELETE", `${environment}/promotion`, "withdraw"),
    action("POST", `${environment}/hold`, "holdEnvironment"),
    action("DELETE", `${environment}/hold`, "letEnvironment"),
    action("POST", "/hold", "hold"),
    action("DELETE", "/hold", "letGo"),
    action("POST", "/retry", "tryAgain"),
  ];
}
