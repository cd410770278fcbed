import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createServer as createTlsServer, TLSSocket } from "node:tls";
import { onTestFinished } from "vitest";
import { splitLines } from "../../lib/line-splitter.ts";
import { ownAuthority } from "./https-server.ts";

/** A mail as it arrived. */
export interface ReceivedMail {
  from: string;
  to: string[];
  /** Who logged in, as `user:password`; empty: nobody. */
  login: string;
  isSafe: boolean;
  /** Headers, an empty line, and the text. */
  content: string;
}

export interface MailServerOptions {
  /** TLS from the first byte on. */
  tls?: boolean;
  /** Who may send, as `user:password`; empty: everybody. */
  login?: string;
  /** Offers no STARTTLS. */
  plain?: boolean;
}

/** A mail server that speaks SMTP as RFC 5321 says, and takes mails of who may send; gone with the test. */
export async function mailServer({ tls = false, login = "", plain = false }: MailServerOptions = {}) {
  const { authority, certificate, key } = ownAuthority();
  const material = { cert: readFileSync(certificate), key: readFileSync(key) };
  const mails: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  const serve = (socket: Socket) => {
    sockets.add(socket.on("error", () => {}));
    converse(socket, { mails, login, mayStartTls: !plain && !tls, isSafe: tls, material, sockets });
    socket.write("220 mail.test ESMTP\r\n");
  };
  const server = tls ? createTlsServer(material, serve) : createServer(serve);
  server.listen(0, "127.0.0.1");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await once(server, "listening");
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, authority, mails };
}

interface Conversation {
  mails: ReceivedMail[];
  login: string;
  mayStartTls: boolean;
  isSafe: boolean;
  material: { cert: Buffer; key: Buffer };
  sockets: Set<Socket>;
}

function converse(socket: Socket, conversation: Conversation): void {
  const { mails, login, mayStartTls, isSafe, material, sockets } = conversation;
  const say = (line: string) => void socket.write(`${line}\r\n`);
  let mail: ReceivedMail = { from: "", to: [], login: "", isSafe, content: "" };
  let isData = false;
  const receive = (line: string) => {
    if (line !== ".") {
      mail.content += `${line.replace(/^\./, "")}\n`;
      return;
    }
    isData = false;
    mails.push(mail);
    mail = { ...mail, to: [], content: "" };
    say("250 taken");
  };
  const startTls = () => {
    say("220 go on");
    socket.removeListener("data", lines.write);
    const safe = new TLSSocket(socket, { isServer: true, ...material });
    sockets.add(safe.on("error", () => {}));
    converse(safe, { ...conversation, mayStartTls: false, isSafe: true });
  };
  const logIn = (response: string) => {
    const [, user, password] = Buffer.from(response, "base64").toString().split("\0");
    const isRight = `${user}:${password}` === login;
    if (isRight) mail.login = login;
    say(isRight ? "235 welcome" : "535 5.7.8 wrong user or password");
  };
  const obey = (line: string) => {
    const [verb = "", rest = ""] = [line.slice(0, 4).toUpperCase(), line.slice(5)];
    if (verb === "EHLO") {
      for (const word of ["mail.test", ...(mayStartTls ? ["STARTTLS"] : []), "AUTH PLAIN"]) say(`250-${word}`);
      say("250 8BITMIME");
    } else if (line.toUpperCase() === "STARTTLS" && mayStartTls) startTls();
    else if (verb === "AUTH") logIn(rest.replace(/^PLAIN /i, ""));
    else if (verb === "MAIL" && login !== mail.login) say("530 5.7.0 log in first");
    else if (verb === "MAIL") {
      mail.from = /<([^>]*)>/.exec(rest)?.[1] ?? "";
      say("250 ok");
    } else if (verb === "RCPT") {
      mail.to.push(/<([^>]*)>/.exec(rest)?.[1] ?? "");
      say("250 ok");
    } else if (verb === "DATA") {
      isData = true;
      say("354 end with a dot");
    } else if (verb === "QUIT") {
      say("221 bye");
      socket.end();
    } else say("502 not known");
  };
  const lines = splitLines((line) => (isData ? receive(line) : obey(line)));
  socket.on("data", lines.write);
}
