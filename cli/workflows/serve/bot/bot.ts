import type { Greeting } from "../../../adapters/channels/chat-frames.ts";
import { enterRoom, type Room } from "../../../adapters/channels/chat-room.ts";
import { follow } from "./follow.ts";
import { createListener } from "./listener.ts";
import { type Followed, openMemory } from "./memory.ts";
import type { BotParts } from "./parts.ts";

/** What was said so long ago is not done any more: whoever said it has seen that nothing came of it. */
const lateMs = 60_000;
/** Answers people in the chat, until serve is stopped. */
export async function openBot(parts: BotParts): Promise<Room> {
  const { settings, token, folder, env, steps, limits, desks } = parts;
  const { signal } = limits;
  const memory = await openMemory(folder, settings.url);
  const known = memory.get();
  let own = "";
  let greeting: Greeting | undefined;
  const listener = createListener(parts, {
    isOwn: (uid) => uid === own,
    isOld: (message) => !greeting?.recovered && message.at <= memory.get().at,
    isLate: (message) => (greeting?.now ?? 0) - message.at > lateMs,
    note: ({ id, at }) => memory.keep({ last: id, at }),
    answer: (message, lines) => lines.map((line) => room.say(line, message.mid)),
    begin: (begun) => followOne(begun),
  });
  const room = enterRoom(
    { url: settings.url, title: settings.name, token: token ?? known.token, since: known.last, env, signal },
    {
      identity(uid, given) {
        if (uid !== own) steps.note(`answers in the chat at ${new URL(settings.url).host} as ${uid}`);
        own = uid;
        if (token === undefined && given !== memory.get().token) void memory.keep({ token: given });
      },
      greeted(hello) {
        greeting = hello;
        // What was said before it came for the first time is none of its business.
        if (memory.get().at === 0) void memory.keep({ last: hello.last, at: hello.now });
      },
      message: listener,
      trouble: (text) => steps.warn(`chat: ${text}`, "It is tried again until it answers."),
    },
  );
  const followOne = async (followed: Followed, isNew = true) => {
    const desk = desks.find(({ place }) => place.name === followed.repository);
    if (isNew) await memory.keep({ followed: [...memory.get().followed, followed] });
    const say = (line: string) => void room.say(line, followed.re);
    const isOver = !desk || (await follow({ desk, run: followed.run, linkTo: parts.linkTo, say, signal }));
    const rest = memory.get().followed.filter(({ run }) => run !== followed.run);
    if (isOver) await memory.keep({ followed: rest });
  };
  for (const followed of known.followed) followOne(followed, false).catch(() => {});
  return room;
}
