import type { Evidence, Sureness } from "../pack.ts";
import { assumed, type Found } from "../tree.ts";
import type { Survey } from "./survey.ts";

/** One line of evidence; what nothing said is assumed, whoever looked for it. */
export const evidence = (what: string, { value, at }: { value?: string; at: string }, sure: Sureness): Evidence => ({
  what,
  ...(value !== undefined && { value }),
  at,
  sure: at.startsWith(assumed) ? "assumed" : sure,
});

/** Everything that the sources say, in the order in which a person would ask. */
export function evidenceOf({ port, health, metrics, stop, services, variables, writable }: Survey): Evidence[] {
  return [
    evidence("port", { value: String(port.value), at: port.at }, "likely"),
    probe("ready", health.readiness),
    probe("alive", health.liveness),
    ...(metrics ? [evidence("metrics", metrics, "likely")] : []),
    evidence(
      "stop",
      stop ? { value: "by SIGTERM", at: stop } : { value: "at once", at: "no SIGTERM handler" },
      "likely",
    ),
    ...services.map(({ kind, at, variables: told, optional }) =>
      evidence(
        kind.name,
        {
          ...(optional && { value: "not set up" }),
          at: [at, ...told.map(({ value, at }) => `${value} ${at}`)].join(", "),
        },
        optional ? "likely" : "certain",
      ),
    ),
    ...variables.map((found) => evidence("reads", found, "likely")),
    ...writable.map((found) => evidence("writes", found, "likely")),
  ];
}

const probe = (what: string, path: Found<string> | undefined): Evidence =>
  evidence(what, path ?? { value: "when the port is open", at: assumed }, "likely");
