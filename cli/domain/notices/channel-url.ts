import type { ChannelKind } from "../../core/config/notify.ts";

/** Where each kind of channel may be. */
const schemes: Readonly<Record<ChannelKind, RegExp>> = {
  slack: /^https?:$/,
  teams: /^https?:$/,
  discord: /^https?:$/,
  webhook: /^https?:$/,
  email: /^smtps?:$/,
  chat: /^(https?|wss?):$/,
};

export const isChannelUrl = (to: ChannelKind, url: string): boolean => schemes[to].test(URL.parse(url)?.protocol ?? "");

/** What of a channel's URL is a secret by itself, besides all of it: a password, or the token of a chat. */
export function secretsIn(url: string): string[] {
  const { password = "", searchParams } = URL.parse(url) ?? {};
  return [decoded(password), searchParams?.get("token") ?? ""].filter(Boolean);
}

export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
