import { randomUUID } from "node:crypto";
import type { Upstream } from "../faults/upstream.ts";

/** A registry that lets in whoever has fetched a token beside it, as most public ones do. */
export function behindTokens(registry: Upstream): Upstream {
  const tokens = new Set<string>();
  const forward: Upstream["forward"] = async (request, response) => {
    const answer = (status: number, headers: Record<string, string>, document: object) => {
      request.resume();
      const pass = () => void response.writeHead(status, headers).end(JSON.stringify(document));
      return { pass, drop: () => {} };
    };
    const place = new URL("/token", `http://${request.headers.host}`);
    if (request.url?.startsWith(place.pathname)) {
      const token = randomUUID();
      tokens.add(token);
      return answer(200, { "content-type": "application/json" }, { token });
    }
    const { authorization = "", ...headers } = request.headers;
    if (!tokens.has(authorization.replace("Bearer ", ""))) {
      return answer(401, { "www-authenticate": `Bearer realm="${place.href}",service="test"` }, {});
    }
    request.headers = headers;
    return registry.forward(request, response);
  };
  return { ...registry, forward };
}
