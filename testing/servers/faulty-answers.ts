import type { RequestListener } from "node:http";

const status =
  (code: number, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(code, { "content-type": "application/json", ...headers }).end('{"message":"not now"}');

/** The ways in which a peer fails a request for a moment. */
export const momentaryFaults: Record<string, RequestListener> = {
  "429 with Retry-After": status(429, { "retry-after": "1" }),
  "429 with a date": (request, response) =>
    status(429, { "retry-after": new Date(Date.now() + 1_000).toUTCString() })(request, response),
  "429": status(429),
  "500": status(500),
  "502": status(502),
  "503": status(503),
  "a cut before the answer": (request) => void request.socket.destroy(),
  "a cut in the answer": (request, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write('{"', () => request.socket.destroy());
  },
  "a cut in an answer of unknown length": (request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write('{"', () => request.socket.destroy());
  },
  silence: () => {},
  "silence in the answer": (_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write('{"');
  },
};

/** Fails the first requests so, and answers the others. */
export function failingFirst(fault: RequestListener, answer: RequestListener, times = 2): RequestListener {
  let left = times;
  return (request, response) => {
    left -= 1;
    (left >= 0 ? fault : answer)(request, response);
  };
}
