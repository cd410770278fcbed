import type { Answer, Incoming } from "../../adapters/http-listener.ts";
import type { Telemetry } from "./telemetry.ts";

/** What answers whoever looks after serve: does it live, is it of use, what has it done. */
export function createHealth(isReady: () => boolean, telemetry: Pick<Telemetry, "text">) {
  return async ({ method, path }: Incoming): Promise<Answer> => {
    if (method !== "GET" && method !== "HEAD") return text(405, "only GET\n");
    if (path === "/livez") return text(200, "lives\n");
    if (path === "/readyz") return isReady() ? text(200, "ready\n") : text(503, "not every remote was asked yet\n");
    if (path === "/metrics")
      return { status: 200, body: telemetry.text(), type: "text/plain; version=0.0.4; charset=utf-8" };
    return text(404, "there is /livez, /readyz and /metrics\n");
  };
}

const text = (status: number, body: string): Answer => ({ status, body, type: "text/plain; charset=utf-8" });
