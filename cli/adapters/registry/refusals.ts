import { type Failure, preconditionError } from "../../../lib/errors.ts";
import type { Credentials } from "../../../lib/secrets.ts";
import type { Reply } from "../../core/http.ts";

/** What was asked, and as whom. */
interface Asked {
  /** Registry and repository, `ghcr.io/team/chat`. */
  name: string;
  registry: string;
  credentials: Credentials | undefined;
}

/** Why a registry says no. */
export function refusal({ name, registry, credentials }: Asked, reply: Reply): Failure {
  if (reply.status === 401 || reply.status === 403) {
    return preconditionError(
      `the registry ${registry} refuses ${credentials ? `user ${credentials.username}` : "anonymous users"}: ${name}`,
      { hint: `Log in with \`docker login ${registry}\` as a user who may push ${name}.` },
    );
  }
  return unexpected(`the registry ${registry}`, reply, ` for ${name}`);
}

export const unexpected = (server: string, { status, text }: Reply, what = ""): Failure =>
  preconditionError(`${server} answered ${status}${what}`, {
    details: [text.slice(0, 300)],
    hint: "It may be for a moment only: run the same command again.",
  });
