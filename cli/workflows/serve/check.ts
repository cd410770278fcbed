import { messageOf, preconditionError } from "../../../lib/errors.ts";
import { knock } from "../../adapters/channels/chat-knock.ts";
import { readHeads } from "../../adapters/git/heads.ts";
import type { Session } from "../../core/session.ts";
import { temporaryOf } from "../../core/session-folders.ts";
import type { Check, CheckupResult } from "../../results/checkup.ts";
import { head } from "../../results/result.ts";
import { openMemory } from "./bot/memory.ts";
import type { ChatDoor } from "./doors.ts";
import { hostOf, pullsOf } from "./host.ts";
import type { OpenedProvider } from "./page/sign-on.ts";
import type { Place } from "./places.ts";
import type { Runner } from "./runner.ts";

interface Checked {
  places: readonly Place[];
  runner: Runner;
  provider: OpenedProvider | undefined;
  chat: ChatDoor | undefined;
  /** What serve keeps. */
  folder: string;
}

/** Whether everything is there that serve needs: secrets, which were read before, remotes, APIs of hosts, and who lets people in. */
export async function checkServing({ steps, env }: Session, checked: Checked): Promise<CheckupResult> {
  const { places, runner, provider, chat, folder } = checked;
  const anywhere = temporaryOf(env);
  const checks = await steps.look("Ask every remote", () =>
    Promise.all([
      ...places.map((place) => checkPlace(place, anywhere, runner, steps.signal)),
      ...(provider ? [checkProvider(provider)] : []),
      ...(chat ? [checkChat(chat, folder, env, steps.signal)] : []),
    ]),
  );
  return { ...head("Checkup"), checks };
}

/** What was found, or what is wrong and what to do about that. */
async function check(part: string, fix: string, look: () => Promise<string>): Promise<Check> {
  try {
    return { part, state: "well", note: await look() };
  } catch (error) {
    return { part, state: "failed", note: messageOf(error), fix };
  }
}

const checkPlace = (place: Place, folder: string, runner: Runner, signal: AbortSignal): Promise<Check> => {
  const fix = "The URL, the login and the token must work without a question, and the branches must be there.";
  const { name, settings, env } = place;
  return check(name, fix, async () => {
    const heads = await readHeads(folder, settings.url, settings.branches, { env, signal });
    const missing = settings.branches.filter((branch) => !heads.has(branch));
    if (missing.length > 0) throw preconditionError(`the remote has no branch ${missing.join(", ")}`);
    await hostOf(place, signal)?.verify();
    for await (const _ of pullsOf(place, signal)?.open() ?? []) break;
    await runner.verify(place);
    return [...heads].map(([branch, commit]) => `${branch} is at ${commit.slice(0, 7)}`).join(", ");
  });
};

const checkProvider = ({ provider, settings }: OpenedProvider): Promise<Check> =>
  check(
    "page.oidc",
    "The issuer must be reached from here, and be written as its discovery document has it.",
    async () => {
      await provider.verify();
      return `${settings.issuer} says how people log in`;
    },
  );

/** The server answers whom it takes it for: with a token that it does not know, that is somebody new. */
const checkChat = (chat: ChatDoor, folder: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Check> =>
  check("chat", "The chat server must be reached from here, and know the token of the bot.", async () => {
    const { url, name: title } = chat.settings;
    const token = chat.token ?? (await openMemory(folder, url)).get().token;
    const uid = await knock({ url, title, token, env, signal });
    const [claimed = ""] = chat.token?.split(".") ?? [];
    if (claimed && claimed !== uid) throw preconditionError(`the chat server does not take it for ${claimed}`);
    return chat.token ? `it is ${uid} there` : "it gets a name there";
  });
