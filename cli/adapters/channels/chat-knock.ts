import { preconditionError } from "../../../lib/errors.ts";
import { enterRoom, type RoomAccess } from "./chat-room.ts";

const patienceMs = 15_000;

/** Enters the room of a chat server and leaves at once. Answers the name that the server vouches for; throws if there is none. */
export function knock(access: Omit<RoomAccess, "since">): Promise<string> {
  const leaving = new AbortController();
  const signal = AbortSignal.any([access.signal, leaving.signal, AbortSignal.timeout(patienceMs)]);
  const host = new URL(access.url).host;
  return new Promise((resolve, reject) => {
    const leave = (settle: () => void) => {
      leaving.abort();
      settle();
    };
    let name = "";
    const room = enterRoom(
      { ...access, since: "", signal },
      {
        identity(uid) {
          name = uid;
        },
        greeted: () => leave(() => resolve(name)),
        message() {},
        trouble: (text) => leave(() => reject(preconditionError(text))),
      },
    );
    void room.left.then(() => reject(preconditionError(`the chat server at ${host} does not answer`)));
  });
}
