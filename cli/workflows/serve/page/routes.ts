import type { Answer, Incoming } from "../../../adapters/http-listener.ts";
import type { Role } from "../../../core/serve/page-schema.ts";
import type { Desk } from "./desk.ts";
import type { Somebody } from "./people.ts";

/** A request of somebody who is logged in and has a role for it. */
export interface Call {
  request: Incoming;
  person: Somebody;
  /** When the session ends, in milliseconds. */
  until: number;
  /** What stands in the path for each of its names. */
  at: Readonly<Record<string, string>>;
}

interface RouteHead {
  method: "GET" | "POST" | "DELETE";
  /** `/api/runs/:id`: a name stands for one part of a path. */
  path: string;
  /** People may come to it from another site, by a link or sent back by their provider. */
  isVisited?: boolean;
}

/** All that the page answers is one of these. */
export type Route =
  /** For everybody, and so it tells nothing. */
  | (RouteHead & { roles: "everybody"; answer: (request: Incoming) => Promise<Answer> })
  /** For whoever has one of these roles. */
  | (RouteHead & { roles: readonly Role[]; answer: (call: Call) => Promise<Answer> });

/** What a call of a repository is given. */
export type OfDesk = (call: Call, desk: Desk) => Promise<Answer>;

/** What stands in a path: nothing that means anything to a file system or a program. */
const part = /^[a-zA-Z0-9][\w.-]{0,252}$/;

/** What a path says for the names of a route; undefined if it is not that route's. */
export function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  if (wanted.length !== given.length) return undefined;
  const at: Record<string, string> = {};
  for (const [index, word] of wanted.entries()) {
    const found = given[index] ?? "";
    if (!word.startsWith(":")) {
      if (word !== found) return undefined;
    } else if (part.test(found)) at[word.slice(1)] = found;
    else return undefined;
  }
  return at;
}
