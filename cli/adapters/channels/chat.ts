import { preconditionError } from "../../../lib/errors.ts";
import type { ChannelAccess } from "./access.ts";
import { enterRoom } from "./chat-room.ts";

const patienceMs = 30_000;
const title = "chatops";

/** Says something in our own chat, whose URL has a `token` if it has a name there, and leaves. Throws if it is not stored. */
export async function sayOnce(
  url: string,
  text: string,
  { env, signal, hint, timeoutMs }: ChannelAccess,
): Promise<void> {
  const address = new URL(url);
  const token = address.searchParams.get("token") ?? "";
  address.search = "";
  const leaving = new AbortController();
  const late = AbortSignal.timeout(timeoutMs ?? patienceMs);
  let why = `the chat server at ${address.host} has not stored it`;
  const room = enterRoom(
    { url: address.href, title, token, since: "", env, signal: AbortSignal.any([signal, late, leaving.signal]) },
    {
      identity() {},
      greeted() {},
      message() {},
      trouble: (text) => {
        why = text;
      },
    },
  );
  const isStored = await room.say(text);
  leaving.abort();
  signal.throwIfAborted();
  if (!isStored) throw preconditionError(why, { hint });
}
