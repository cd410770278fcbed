import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * How a request fails: refused for now, failed at the server, cut off before the server heard of it, its answer lost
 * after the server did its work, never answered.
 */
export const requestFaults = ["429", "500", "cut", "lost", "silence"] as const;
export type RequestFault = (typeof requestFaults)[number];

export interface Failing {
  request: IncomingMessage;
  response: ServerResponse;
  /** Lets it through to the server; resolves as soon as that begins to answer, before the client sees any of it. */
  forward: () => Promise<Answering>;
}

/** An answer that has begun. */
export interface Answering {
  /** Hands it to the client. */
  pass: () => void;
  drop: () => void;
}

const meetings: Record<RequestFault, (failing: Failing) => void> = {
  429: refuse(429, "TooManyRequests", { "retry-after": "1" }),
  500: refuse(500, "InternalError", {}),
  cut: ({ request }) => void request.socket.destroy(),
  lost: ({ request, forward }) => {
    void forward().then((answering) => {
      answering.drop();
      request.socket.destroy();
    });
  },
  silence: ({ request }) => void request.resume(),
};

/** Lets a request through, or has it fail. */
export function meet(fault: RequestFault | undefined, failing: Failing): void {
  if (fault) meetings[fault](failing);
  else void failing.forward().then((answering) => answering.pass());
}

/** Answers in the words of the API server, whose `message` is the engine's too. */
function refuse(code: number, reason: string, headers: Record<string, string>) {
  const status = { kind: "Status", apiVersion: "v1", status: "Failure", message: "made to fail by a test" };
  const body = JSON.stringify({ ...status, metadata: {}, reason, code });
  return ({ request, response }: Failing): void => {
    request.resume();
    response.writeHead(code, { "content-type": "application/json", ...headers }).end(body);
  };
}
