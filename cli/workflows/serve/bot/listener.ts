import { messageOf } from "../../../../lib/errors.ts";
import type { ChatMessage } from "../../../adapters/channels/chat-frames.ts";
import { createRateLimit } from "../../../core/rate-limit.ts";
import { readCommand, type Said } from "../../../domain/serve/chat/command.ts";
import type { CommandResult } from "../telemetry.ts";
import type { Followed } from "./memory.ts";
import type { BotParts } from "./parts.ts";
import { type Performing, perform } from "./perform.ts";

/** What the bot knows of messages, and does with them. */
export interface Talk {
  isOwn: (uid: string | undefined) => boolean;
  /** It was dealt with, as far as anybody knows. */
  isOld: (message: ChatMessage) => boolean;
  isLate: (message: ChatMessage) => boolean;
  /** From now on it counts as dealt with, whatever happens. */
  note: (message: ChatMessage) => Promise<void>;
  answer: (message: ChatMessage, lines: readonly string[]) => void;
  begin: (followed: Followed) => Promise<void>;
}

/** What is told to strangers: enough to be read, too little to be a nuisance. */
const refusals = { perSecond: 0.1, burst: 5 };
/** Of all who are known together. */
const commandsTaken = { perSecond: 2, burst: 30 };

/** What is done with each message in the chat. */
export function createListener(parts: BotParts, talk: Talk) {
  const { desks, members, telemetry } = parts;
  const repositories = desks.map(({ place }) => place.name);
  const mayRefuse = createRateLimit(refusals);
  const mayCome = createRateLimit(commandsTaken);
  const refuse = async (message: ChatMessage, result: CommandResult, text: string) => {
    telemetry.command(result);
    await talk.note(message);
    talk.answer(message, [text]);
  };
  const takeOfMember = async (message: ChatMessage, isLate: boolean, said: NonNullable<Said>, person: Person) => {
    if (isLate) return refuse(message, "late", "That was said while I was away, and was not done: say it again.");
    if ("unknown" in said) return refuse(message, "refused", said.unknown);
    // Noted first: what is done twice is worse than what is not done, which whoever said it sees.
    await talk.note(message);
    await doIt(parts, talk, message, { command: said.command, person });
  };
  return (message: ChatMessage, isReplayed: boolean): void => {
    const said = talk.isOwn(message.uid) ? undefined : readCommand(message.text, repositories);
    if (!said || (isReplayed && talk.isOld(message))) return;
    const person = message.uid === undefined ? undefined : members.of(message.uid);
    const isLate = isReplayed && talk.isLate(message);
    const isMember = person && person.roles.length > 0;
    if (isMember && mayCome()) {
      takeOfMember(message, isLate, said, person).catch(() => {});
    } else if (!isMember && "command" in said && !isLate && mayRefuse()) {
      refuse(message, "stranger", person ? loginText(person) : strangerText(message.uid)).catch(() => {});
    } else telemetry.command("limited");
  };
}

type Person = Performing["person"];

const strangerText = (uid: string | undefined): string =>
  uid === undefined
    ? "Commands are taken only from people whose name this server vouches for: use its own page, up to date."
    : `Nobody here knows ${uid}: whoever runs chatops serve adds it to chat.people, beside the name of a person.`;

const loginText = ({ name }: Person): string =>
  `${name}, log in on the page first: here you may do what you may there, as long as that log-in lasts.`;

/** Does a command, and says what came of it. */
async function doIt(
  { desks, looks, limits, telemetry }: BotParts,
  talk: Talk,
  message: ChatMessage,
  said: Pick<Performing, "command" | "person">,
): Promise<void> {
  try {
    const { lines, isRefused, begun } = await perform({ ...said, desks, looks, limits });
    telemetry.command(isRefused ? "refused" : "done");
    talk.answer(message, lines);
    const re = message.mid === undefined ? {} : { re: message.mid };
    if (begun) await talk.begin({ repository: begun.desk.place.name, run: begun.run.id, ...re });
  } catch (error) {
    telemetry.command("refused");
    const text = desks.reduce((shown, { place }) => place.mask.redact(shown), messageOf(error));
    if (!limits.signal.aborted) talk.answer(message, [`That did not work: ${text}`]);
  }
}
