import type { Listener } from "../../adapters/http-listener.ts";
import type { ChatSettings } from "../../core/serve/chat-schema.ts";
import type { PageSettings } from "../../core/serve/page-schema.ts";
import type { Steps } from "../../core/steps.ts";
import type { RunRecord } from "../../domain/serve/run-record.ts";
import { openBot } from "./bot/bot.ts";
import { openMembers } from "./bot/members.ts";
import type { ActLimits } from "./page/acts.ts";
import { type DeskParts, openDesk } from "./page/desk.ts";
import { openLogins } from "./page/logins.ts";
import { beginLooks } from "./page/looks.ts";
import { openPage } from "./page/page.ts";
import type { People } from "./page/people.ts";
import type { OpenedProvider } from "./page/sign-on.ts";
import type { Telemetry } from "./telemetry.ts";

/** Who comes by the chat. */
export interface ChatDoor {
  settings: ChatSettings;
  token: string | undefined;
  /** People, by the names there that are theirs. */
  names: ReadonlyMap<string, string>;
}

export interface DoorParts {
  page: PageSettings;
  people: People;
  provider: OpenedProvider | undefined;
  chat: ChatDoor | undefined;
  /** What serve keeps. */
  folder: string;
  env: NodeJS.ProcessEnv;
  opened: readonly DeskParts[];
  limits: ActLimits;
  linkTo: (run: RunRecord) => string | undefined;
  telemetry: Pick<Telemetry, "command">;
  steps: Pick<Steps, "note" | "warn">;
}

/** Opens the page and the chat, two doors to the same desks. Answers that of the page. */
export async function openDoors({ page, people, chat, opened, ...parts }: DoorParts): Promise<Listener> {
  const { limits, provider, folder } = parts;
  const logins = provider && (await openLogins(folder, provider.fingerprint, page.session));
  const desks = await Promise.all(opened.map((each) => openDesk(each, limits.signal)));
  const looks = beginLooks(desks, limits.signal);
  const listener = await openPage({ settings: page, people, logins, desks, looks, ...parts });
  if (chat) await openBot({ ...chat, members: openMembers(chat.names, people, logins), desks, looks, ...parts });
  return listener;
}
