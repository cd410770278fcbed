import { usageError } from "../../../../lib/errors.ts";
import type { ChatSettings } from "../../../core/serve/chat-schema.ts";
import type { People, Person } from "../page/people.ts";

/** People by the names in the chat that are theirs. */
export type Members = ReadonlyMap<string, Person>;

/** Who is who in the chat. Throws if somebody is nobody of the page, or a name is that of two people. */
export function openMembers({ people: named }: ChatSettings, people: People | undefined): Members {
  const members = new Map<string, Person>();
  for (const [name, uids] of Object.entries(named)) {
    const person = people?.get(name);
    if (!person) {
      throw usageError(`chat.people.${name}: \`page.people\` does not have it`, {
        hint: "Roles stand there, for the page and for the chat.",
      });
    }
    for (const uid of uids) {
      if (members.get(uid) && members.get(uid) !== person) {
        throw usageError(`chat.people.${name}: ${uid} is somebody else already`, {
          hint: "Each name in the chat is one person's, or nobody knows who did what.",
        });
      }
      members.set(uid, person);
    }
  }
  return members;
}
