import { preconditionError } from "../../../lib/errors.ts";
import type { ChannelKind } from "../../core/config/notify.ts";
import { bodyOf, type Notice, wordsOf } from "../../domain/notices/body.ts";
import { isChannelUrl } from "../../domain/notices/channel-url.ts";
import { mailOf } from "../../domain/notices/mail.ts";
import type { ChannelAccess } from "./access.ts";
import { sayOnce } from "./chat.ts";
import { sendMail } from "./mail.ts";
import { postNotice } from "./webhook.ts";

/** A channel, and where it is, which is a secret. */
export interface Channel {
  to: ChannelKind;
  url: string;
  mail?: { from: string; to: string[] } | undefined;
  /** Template of what is said. */
  text?: string | undefined;
}

/** Tells a channel of something. Throws if it does not take that. */
export async function tellChannel(channel: Channel, notice: Notice, access: ChannelAccess): Promise<void> {
  const { to, url, mail } = channel;
  if (!isChannelUrl(to, url)) throw preconditionError(`what is there is no URL of ${to}`, { hint: access.hint });
  if (to === "email") await sendMail(url, { from: "", to: [], ...mail, ...mailOf(channel, notice) }, access);
  else if (to === "chat") await sayOnce(url, wordsOf(channel, notice), access);
  else await postNotice(url, bodyOf({ ...channel, to }, notice), access);
}
