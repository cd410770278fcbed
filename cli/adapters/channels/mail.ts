import { messageOf, preconditionError } from "../../../lib/errors.ts";
import { trustedIssuers } from "../../core/machine-trust.ts";
import { decoded } from "../../domain/notices/channel-url.ts";
import type { ChannelAccess } from "./access.ts";

export interface AddressedMail {
  from: string;
  to: string[];
  subject: string;
  text: string;
}

const patienceMs = 30_000;

/**
 * Sends a mail by the server of a URL such as `smtps://user:password@mail.example.com`; with `smtp:` the connection is made
 * safe by STARTTLS, without which no password is sent. Throws if the server does not take the mail.
 */
export async function sendMail(url: string, mail: AddressedMail, access: ChannelAccess): Promise<void> {
  const { env = {}, signal, hint, timeoutMs = patienceMs } = access;
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === "smtps:";
  const auth = username ? { user: decoded(username), pass: decoded(password) } : undefined;
  const { createTransport } = await import("nodemailer");
  const transport = createTransport({
    host: hostname.replace(/^\[|\]$/g, ""),
    port: Number(port) || (secure ? 465 : 587),
    secure,
    requireTLS: auth !== undefined,
    ...(auth && { auth }),
    tls: { ca: trustedIssuers(env) },
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const ended = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const end = () => transport.close();
  ended.addEventListener("abort", end, { once: true });
  try {
    await Promise.race([transport.sendMail(mail), untilAborted(ended)]);
  } catch (error) {
    signal.throwIfAborted();
    const why = ended.aborted ? "it does not answer" : messageOf(error);
    throw preconditionError(`the mail server ${hostname} does not take a notice: ${why}`, { hint });
  } finally {
    ended.removeEventListener("abort", end);
    transport.close();
  }
}

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
