import { randomUUID } from "node:crypto";
import type { Answer, Incoming } from "../../adapters/http-listener.ts";
import { createRateLimit } from "../../core/rate-limit.ts";
import { bellOf, deliveryId, isGenuine, proofIn, tellsOfPulls } from "../../domain/webhooks/delivery.ts";
import type { Bell } from "./bell.ts";
import type { Place } from "./places.ts";
import type { BellResult, Telemetry } from "./telemetry.ts";

/** More than hosts send of a push, but for a history that is pushed at once; then the next look finds it all the same. */
const mostBytes = 1024 * 1024;
/** How many bodies are read at a time, so that all of them together stay small. */
const mostBodies = 64;
const rate = { perSecond: 200, burst: 2_000 };

/** A repository, and what rings for its branches and, if it has previews, for its pull requests. */
interface Rung {
  place: Place;
  bell: Bell;
  pullBell: Bell | undefined;
}

/** What takes webhooks at `/hooks/<name>`, and rings the bell of the repository. */
export function createHooks(
  bells: ReadonlyMap<string, Rung>,
  telemetry: Pick<Telemetry, "bell">,
): (request: Incoming) => Promise<Answer> {
  const mayCome = createRateLimit(rate);
  let bodies = 0;
  return async (request) => {
    const found = request.method === "POST" ? bells.get(nameIn(request.path)) : undefined;
    const tell = (result: BellResult, answer: Answer) => {
      telemetry.bell(found?.place.name ?? "", result);
      return answer;
    };
    if (!mayCome() || bodies >= mostBodies) return tell("limited", busy);
    if (!found) return tell("unknown", refusal(404));
    bodies += 1;
    try {
      const { result, answer, rings } = await take(request, found);
      rings?.ring();
      return tell(result, answer);
    } finally {
      bodies -= 1;
    }
  };
}

const nameIn = (path: string): string => (path.startsWith("/hooks/") ? path.slice("/hooks/".length) : "");

async function take(
  { headers, readBody }: Incoming,
  { place: { settings, secret }, bell: branchBell, pullBell }: Rung,
): Promise<{ result: BellResult; answer: Answer; rings?: Bell | undefined }> {
  const { provider, branches } = settings;
  const proof = proofIn(provider, headers, secret);
  if (!proof) return { result: "forged", answer: refusal(401) };
  const body = await readBody(mostBytes);
  if (!body) return { result: "too large", answer: refusal(413) };
  if (!isGenuine(proof, body, secret)) return { result: "forged", answer: refusal(401) };
  const bell = bellOf(provider, headers, body, branches);
  const delivery = deliveryId(provider, headers) ?? randomUUID();
  const rings = bell.rings ? branchBell : tellsOfPulls(provider, headers) ? pullBell : undefined;
  const answer = accepted({ delivery, ...(!rings && !bell.rings && { ignored: bell.why }) });
  return { result: rings ? "rung" : "ignored", answer, rings };
}

const accepted = (body: object): Answer => ({ status: 202, body: `${JSON.stringify(body)}\n` });
const refusal = (status: number): Answer => ({ status, body: "{}\n" });
const busy: Answer = { status: 429, body: "{}\n", headers: { "retry-after": "1" } };
