import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { socketByMachine, type Way } from "../../core/connection.ts";
import { createVisitor, type RoomListener, type RoomState } from "./chat-visitor.ts";

/** How a chat server is reached, and by what it is known who comes. */
export interface RoomAccess extends Pick<Way, "env"> {
  /** Of the server, such as `https://chat.example.com`. */
  url: string;
  /** What people read as the sender. */
  title: string;
  /** Proves a name; empty: the server gives a new one. */
  token: string;
  /** The last message that is known; empty: none. */
  since: string;
  signal: AbortSignal;
}

/** A chat server that one stays connected to, through restarts of it. */
export interface Room {
  /** Sends a message as soon as that is possible. Answers whether it was stored; a message is stored once. */
  say(text: string, re?: string): Promise<boolean>;
  /** When the signal has ended it. */
  left: Promise<void>;
}

/** Beats come every 20 s: after this time without a frame the connection is dead. */
const silenceMs = 60_000;
const pauses = { first: 500, longest: 30_000 };
/** So much is kept for a server that is away. */
const mostKept = 200;

/** Enters the room of a chat server, and comes back whenever the connection is lost. */
export function enterRoom(access: RoomAccess, listener: RoomListener): Room {
  const { signal, title } = access;
  const state: RoomState = { uid: "", token: access.token, since: access.since, kept: new Map(), send: () => {} };
  return {
    say(text, re) {
      if (state.kept.size >= mostKept || signal.aborted) return Promise.resolve(false);
      const mid = randomUUID();
      return new Promise((settle) => {
        state.kept.set(mid, { mid, title, text, ...(re !== undefined && { re }), settle });
        state.send(mid);
      });
    },
    left: stay(access, listener, state),
  };
}

async function stay(access: RoomAccess, listener: RoomListener, state: RoomState): Promise<void> {
  const { signal } = access;
  let isTold = false;
  for (let waitMs = pauses.first; !signal.aborted; waitMs = Math.min(waitMs * 2, pauses.longest)) {
    const { wasGreeted, trouble } = await visit(access, listener, state);
    if (wasGreeted) waitMs = pauses.first;
    if (wasGreeted) isTold = false;
    if (trouble !== undefined && !isTold && !signal.aborted) {
      listener.trouble(trouble);
      isTold = true;
    }
    await pause(waitMs * (0.5 + Math.random()), undefined, { signal }).catch(() => {});
  }
  for (const { settle } of state.kept.values()) settle(false);
  state.kept.clear();
}

interface Visit {
  wasGreeted: boolean;
  trouble?: string;
}

/** One connection, until it ends. */
async function visit(access: RoomAccess, listener: RoomListener, state: RoomState): Promise<Visit> {
  const { signal, env } = access;
  const url = addressOf(access.url);
  const name = `the chat server at ${url.host}`;
  url.search = `${new URLSearchParams({ since: state.since, token: state.token })}`;
  const socket = await socketByMachine(url, { origin: url.origin.replace(/^ws/, "http") }, { env });
  const visitor = createVisitor(listener, state, (text) => socket.readyState === socket.OPEN && socket.send(text));
  return new Promise((resolve) => {
    let silence: NodeJS.Timeout | undefined;
    const end = (why: string) => {
      clearTimeout(silence);
      signal.removeEventListener("abort", leave);
      state.send = () => {};
      socket.close();
      resolve({ wasGreeted: visitor.wasGreeted, trouble: why });
    };
    const leave = () => end("");
    const listen = () => {
      clearTimeout(silence);
      silence = setTimeout(() => end(`${name} is silent`), silenceMs).unref();
    };
    listen();
    if (signal.aborted) return leave();
    signal.addEventListener("abort", leave, { once: true });
    socket.addEventListener("message", ({ data }) => {
      listen();
      const trouble = visitor.take(String(data));
      if (trouble) end(`${name} ${trouble}`);
    });
    // What went wrong is told by its end, without the URL, in which the token stands.
    socket.addEventListener("error", () => end(`${name} does not answer, or does not let it in`));
    socket.addEventListener("close", () => end(`${name} has closed the connection`));
  });
}

/** Where it takes WebSockets. */
function addressOf(server: string): URL {
  const url = new URL(server.replace(/^http/, "ws"));
  url.pathname = `${url.pathname.replace(/\/$/, "")}/ws`;
  return url;
}
