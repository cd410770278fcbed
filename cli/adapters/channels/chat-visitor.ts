import { type ChatMessage, type Greeting, type OwnMessage, ownFrame, readFrame } from "./chat-frames.ts";

/** What happens in a room. */
export interface RoomListener {
  /** Who this is from now on, and what proves it. */
  identity(uid: string, token: string): void;
  greeted(greeting: Greeting): void;
  /** `isReplayed`: it was sent while nobody was here, or is told again. */
  message(message: ChatMessage, isReplayed: boolean): void;
  /** The server cannot be reached, or gives no names; told once until it is there again. */
  trouble(text: string): void;
}

interface Kept extends OwnMessage {
  settle: (isStored: boolean) => void;
}

/** What outlives a connection. */
export interface RoomState {
  /** Empty until the server has said it. */
  uid: string;
  token: string;
  since: string;
  /** What the server has not confirmed, in order. */
  kept: Map<string, Kept>;
  /** Sends what is kept under this name, if there is a connection that may. */
  send: (mid: string) => void;
}

/** What is done with each frame of one connection. */
export function createVisitor(listener: RoomListener, state: RoomState, send: (text: string) => unknown) {
  let greeting: Greeting | undefined;
  let toReplay = 0;
  const sendKept = (mid: string) => {
    const kept = state.kept.get(mid);
    if (!kept) return;
    const { settle: _, ...message } = kept;
    send(ownFrame(message, new Date()));
  };
  const begin = () => {
    state.send = sendKept;
    for (const mid of state.kept.keys()) sendKept(mid);
  };
  const settle = (mid: string | undefined, isStored: boolean) => {
    const kept = mid === undefined ? undefined : state.kept.get(mid);
    if (mid === undefined || !kept) return;
    state.kept.delete(mid);
    kept.settle(isStored);
  };
  const hear = (message: ChatMessage) => {
    state.since = message.id;
    const isReplayed = toReplay > 0;
    toReplay -= Number(isReplayed);
    if (message.uid === state.uid) settle(message.mid, true);
    listener.message(message, isReplayed);
    // Only now it is known which of those that are kept were stored before.
    if (isReplayed && toReplay === 0) begin();
  };
  const greet = (hello: Greeting) => {
    greeting = hello;
    toReplay = hello.replayed;
    // Else the messages that follow say how far this is: the connection may end among them.
    if (toReplay === 0) state.since = hello.last;
    listener.greeted(hello);
    if (toReplay === 0) begin();
  };
  return {
    get wasGreeted() {
      return greeting !== undefined;
    },
    /** Answers what is wrong, if this server is of no use. */
    take(text: string): string | undefined {
      const frame = readFrame(text);
      switch (frame?.type) {
        case "identity":
          state.uid = frame.uid;
          state.token = frame.token;
          listener.identity(frame.uid, frame.token);
          return undefined;
        case "hello":
          if (!state.uid) return "vouches for nobody: it is too old";
          greet(frame);
          return undefined;
        case "message":
          hear(frame.message);
          return undefined;
        case "stored":
          settle(frame.mid, true);
          return undefined;
        case "refused":
          if (frame.isFinal) settle(frame.mid, false);
          return undefined;
        case "status":
          if (frame.available && toReplay === 0) begin();
          return undefined;
        default:
          return undefined;
      }
    },
  };
}
