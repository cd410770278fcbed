import { z } from "zod";
import type { Answer } from "../../../adapters/http-listener.ts";
import { type ActionName, act, type Done, type Refusal } from "./actions.ts";
import type { ActLimits } from "./acts.ts";
import { bodyOf, json, refuse } from "./answers.ts";
import type { OfDesk } from "./routes.ts";

const ofVersion = z.strictObject({ version: z.string().max(64).optional() });

/** What says of something that a browser wants done what came of it. */
export const acting =
  (name: ActionName, limits: ActLimits): OfDesk =>
  async ({ request, person, at }, desk) => {
    const body = await bodyOf(request, ofVersion);
    const { environment = "" } = at;
    // What cannot be read is no version: whatever takes one says so.
    const version = body ? body.version : "";
    return answerOf(await act(name, { desk, person, environment, version, limits }));
  };

const statuses: Readonly<Record<Refusal, number>> = {
  role: 403,
  own: 403,
  unknown: 404,
  version: 400,
  busy: 409,
  changed: 409,
};

function answerOf(done: Done): Answer {
  switch (done.outcome) {
    case "begun":
      return json({ run: done.run.id }, 202);
    case "asked":
      return json({ asked: done.version }, 202);
    case "done":
      return json({});
    case "refused":
      return refuse(statuses[done.why], done.why, done.message);
  }
}
