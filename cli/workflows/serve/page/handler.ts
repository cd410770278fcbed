import type { Answer, Incoming } from "../../../adapters/http-listener.ts";
import { isFromPage, isSentToPage, isVisit } from "../../../domain/serve/page/origin.ts";
import { refuse, safeHeaders, unknown } from "./answers.ts";
import { mayDo } from "./people.ts";
import { matchPath, type Route } from "./routes.ts";
import type { Sessions } from "./sessions.ts";

export interface HandlerParts {
  /** Where people reach the page. */
  origin: string;
  routes: readonly Route[];
  sessions: Sessions;
}

/** Answers requests to the page: of whoever sends them from there, is logged in, and may do that. */
export function createHandler(parts: HandlerParts): (request: Incoming) => Promise<Answer> {
  return async (request) => {
    const answer = await answerTo(request, parts);
    return { ...answer, headers: { ...safeHeaders, ...answer.headers } };
  };
}

async function answerTo(request: Incoming, { origin, routes, sessions }: HandlerParts): Promise<Answer> {
  if (!isSentToPage(request, origin)) return refuse(421, "host", `The page is at ${origin}.`);
  const found = findRoute(routes, request);
  const isWelcome = isFromPage(request, origin) || (found?.route.isVisited && isVisit(request));
  if (!isWelcome) return refuse(403, "origin", "It was not this page that asked.");
  if (!found) return unknown();
  const { route, at } = found;
  if (route.roles === "everybody") return route.answer(request);
  const session = sessions.of(request);
  if (!session) return sessions.refuse();
  const { person, until } = session;
  if (!mayDo(person, route.roles)) return refuse(403, "role", `That needs the role ${route.roles.join(" or ")}.`);
  return route.answer({ request, person, until, at });
}

function findRoute(routes: readonly Route[], { method, path }: Incoming) {
  const wanted = method === "HEAD" ? "GET" : method;
  for (const route of routes) {
    const at = route.method === wanted ? matchPath(route.path, path) : undefined;
    if (at) return { route, at };
  }
  return undefined;
}
