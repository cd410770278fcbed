import { expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { chatServer, chatToken } from "../../../testing/serve/chat.ts";
import { closedPort, silentServer } from "../../../testing/servers/http-server.ts";
import { type MailServerOptions, mailServer } from "../../../testing/servers/smtp-server.ts";
import type { Notice } from "../../domain/notices/body.ts";
import { type Channel, tellChannel } from "./tell.ts";

const notice: Notice = {
  event: "failed",
  text: "shop 1.4.0 failed: it says\r\nBcc: everybody@example.com\n.\nund läuft nicht",
  facts: { repository: "shop", version: "1.4.0", message: undefined },
};
const mail = { from: "chatops@example.com", to: ["team@example.com", "lead@example.com"] };
const hint = "Check the URL.";
const signal = new AbortController().signal;
const password = "p@ss word";

const login = (host: string) => `robot:${encodeURIComponent(password)}@${host}`;

const tell = (channel: Channel, env: NodeJS.ProcessEnv = {}, timeoutMs = 10_000) =>
  tellChannel(channel, notice, { env, signal, hint, timeoutMs });

test.each<[how: string, options: MailServerOptions, scheme: string]>([
  ["over TLS", { tls: true, login: `robot:${password}` }, "smtps"],
  ["over STARTTLS", { login: `robot:${password}` }, "smtp"],
])("a mail is sent %s, and says no more than is meant", async (_, options, scheme) => {
  const { host, authority, mails } = await mailServer(options);
  const url = `${scheme}://${login(host)}`;
  await tell({ to: "email", url, mail }, { SSL_CERT_FILE: authority });
  expect(mails).toHaveLength(1);
  const [{ content, ...envelope } = expect.fail()] = mails;
  expect(envelope).toEqual({ ...mail, login: `robot:${password}`, isSafe: true });
  const [head = "", text = ""] = content.split(/\n\n([\s\S]*)/);
  expect(head).toMatch(/^From: chatops@example\.com$/m);
  expect(head).toMatch(/^To: team@example\.com, lead@example\.com$/m);
  expect(head).toMatch(/^Subject: /m);
  expect(head).not.toMatch(/^Bcc:/m);
  const isBase64 = /^Content-Transfer-Encoding: base64$/m.test(head);
  const shown = isBase64 ? Buffer.from(text, "base64").toString() : text.replace(/=\n/g, "").replaceAll("=C3=A4", "ä");
  expect(shown).toContain("und läuft nicht");
  expect(shown).toMatch(/^version: 1\.4\.0$/m);
  expect(shown).not.toContain("message:");
});

test.each<[why: string, options: MailServerOptions, said: RegExp]>([
  ["is of an authority that nobody trusts", { tls: true }, /self-signed|unable to/i],
  ["does not know the login", { login: "robot:another one" }, /535|Invalid login/],
  ["would have the password sent in the clear", { plain: true }, /STARTTLS/],
])("a mail server that %s is told without the password, and gets no mail", async (why, options, said) => {
  const { host, authority, mails } = await mailServer(options);
  const url = `${options.tls ? "smtps" : "smtp"}://${login(host)}`;
  const env = why.includes("nobody trusts") ? {} : { SSL_CERT_FILE: authority };
  const failure = await failureOf(tell({ to: "email", url, mail }, env));
  expect(failure).toMatchObject({ message: expect.stringMatching(said), hint });
  for (const form of [password, encodeURIComponent(password), Buffer.from(password).toString("base64")])
    expect(JSON.stringify({ ...failure, message: failure.message })).not.toContain(form);
  expect(mails).toEqual([]);
});

test("who relays without a login is sent mails too, and who is silent or gone is given up", async () => {
  const { host, mails } = await mailServer({ plain: true });
  await tell({ to: "email", url: `smtp://${host}`, mail });
  expect(mails).toMatchObject([{ ...mail, login: "" }]);
  for (const dead of [await silentServer(), await closedPort()]) {
    const failure = await failureOf(tell({ to: "email", url: `smtp://${dead}`, mail }, {}, 1_000));
    expect(failure.message).toContain("the mail server 127.0.0.1 does not take a notice: ");
  }
});

test("our own chat is told under the name that its URL has a token for, in words of a template", async () => {
  const chat = await chatServer({ REQUIRE_TOKEN: "true" });
  const ana = await chat.visit("~ana");
  const token = chatToken("~releases");
  const text = "{repository} {version} is {event}{nothing}";
  await tell({ to: "chat", url: `${chat.url}?token=${token}`, text });
  await ana.hears(/^shop 1\.4\.0 is failed$/);
  expect(ana.heard).toEqual([{ text: "shop 1.4.0 is failed", title: "chatops", by: "~releases" }]);
  await chat.kill();
  const failure = await failureOf(tell({ to: "chat", url: `${chat.url}?token=${token}` }, {}, 1_000));
  expect(failure.message).toContain("does not answer, or does not let it in");
  expect(failure.message).not.toContain(token);
});

test.each<[to: Channel["to"], url: string]>([
  ["email", "https://mail.example.com"],
  ["slack", "smtp://mail.example.com"],
  ["chat", "ftp://chat.example.com"],
  ["webhook", "secret"],
])("a channel of %s is no %s", async (to, url) => {
  const failure = await failureOf(tell({ to, url, mail }));
  expect(failure.message).toBe(`what is there is no URL of ${to}`);
});
