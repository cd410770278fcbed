import { usageError } from "../../../../lib/errors.ts";
import type { ChatSettings } from "../../../core/serve/chat-schema.ts";
import type { Logins } from "../page/logins.ts";
import type { People, Somebody } from "../page/people.ts";

/** Who is who in the chat. */
export interface Members {
  /** Whose name this is there. Somebody of a provider has no role unless they are logged in on the page. */
  of(uid: string): Somebody | undefined;
}

/** The names in the chat that are somebody's. Throws if one is that of two people, or of nobody who could have a role. */
export function readMembers(
  { people: named }: ChatSettings,
  { people, hasProvider }: { people: People | undefined; hasProvider: boolean },
): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  for (const [name, uids] of Object.entries(named)) {
    if (!people?.has(name) && !hasProvider) {
      throw usageError(`chat.people.${name}: \`page.people\` does not have it`, {
        hint: "Roles stand there, for the page and for the chat.",
      });
    }
    for (const uid of uids) {
      if (members.has(uid) && members.get(uid) !== name) {
        throw usageError(`chat.people.${name}: ${uid} is somebody else already`, {
          hint: "Each name in the chat is one person's, or nobody knows who did what.",
        });
      }
      members.set(uid, name);
    }
  }
  return members;
}

/** Gives them the roles that they have on the page at that moment. */
export const openMembers = (
  names: ReadonlyMap<string, string>,
  people: People,
  logins: Logins | undefined,
): Members => ({
  of(uid) {
    const name = names.get(uid);
    return name === undefined ? undefined : (people.get(name) ?? logins?.of(name));
  },
});
