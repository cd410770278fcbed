import { type Failure, preconditionError } from "../../../lib/errors.ts";
import type { Reply } from "../../core/http.ts";
import type { RegistryCredentials } from "../../core/registry-credentials.ts";
import { parseImageName } from "../../domain/image/reference.ts";
import { kindOf, type RefusalKind } from "../../domain/registry/refusal.ts";

/** What was asked for, and as whom. */
interface Asked {
  /** Registry and repository, `ghcr.io/team/chat`. */
  name: string;
  credentials: RegistryCredentials | undefined;
  right: "pull" | "push";
  /** Below the repository, `/manifests/1.4.0`. */
  path: string;
  /** Whether the registry took the login, and refuses nevertheless. */
  isLoggedIn: boolean;
}

/** Why a registry says no, in the words of whoever has to fix it. */
export function refusal(asked: Asked, reply: Reply): Failure {
  const { name, credentials } = asked;
  const { registry } = parseImageName(name);
  const kind = kindOf({ name, ...answerIn(asked, reply) });
  if (!kind) return unexpected(`the registry ${registry}`, reply, ` for ${name}`);
  const said = sayings(asked, reply)[kind.is] ?? `refuses ${name}`;
  const hint = kind.is === "login" && !credentials ? `${kind.hint} Nobody is logged in there now.` : kind.hint;
  return preconditionError(`the registry ${registry} ${said}`, { details: [wordsOf(reply)].filter(Boolean), hint });
}

/** A refusal without its status where that says something else. */
function answerIn({ right, isLoggedIn }: Asked, reply: Reply) {
  const words = wordsOf(reply);
  // Who is known and yet unauthorized lacks a right.
  if (reply.status === 401 && isLoggedIn) return { status: 403, words: "" };
  // What is not there to be read may be missing in a repository that is there.
  return { status: reply.status === 404 && right === "pull" ? undefined : reply.status, words };
}

function sayings({ name, credentials, right, path }: Asked, { status }: Reply) {
  const tag = path.startsWith("/manifests/") ? path.replace("/manifests/", ":") : "";
  const sayings: Partial<Record<RefusalKind["is"], string>> = {
    immutable: `does not replace ${name}${tag}`,
    size: `refuses what is uploaded to ${name} as too large (${status})`,
    quota: `has no room left for ${name}`,
    rate: `stays busy (${status}): ${name}`,
    repository: `has no repository ${parseImageName(name).repository}`,
    "read-only": `lets nobody push ${name}`,
    login: credentials ? `refuses the login of ${userOf(credentials)}: ${name}` : `refuses anonymous users: ${name}`,
    right: `refuses ${userOf(credentials)} the right to ${right} ${name}`,
  };
  return sayings;
}

const userOf = (credentials: RegistryCredentials | undefined): string => {
  if (!credentials) return "anonymous users";
  return credentials.username ? `user ${credentials.username}` : "this login";
};

export const unexpected = (server: string, reply: Reply, what = ""): Failure =>
  preconditionError(`${server} answered ${reply.status}${what}`, {
    details: [reply.text.slice(0, 300)],
    hint: "It may be for a moment only: run the same command again.",
  });

interface Complaint {
  code?: string;
  message?: string;
  detail?: unknown;
}

/** What the registry says of it, without the document around. */
function wordsOf({ text }: Reply): string {
  try {
    const { errors = [] } = JSON.parse(text) as { errors?: Complaint[] };
    return errors.map(({ code = "", message = "" }) => `${code}: ${message}`).join("; ");
  } catch {
    return text.slice(0, 300);
  }
}
