import type { Session } from "../core/session.ts";

/** As whom, and for how long, places are reached. */
export interface Access {
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** Told where a place is asked again after a while. */
  onWait?: ((text: string) => void) | undefined;
}

/** The access that a run has: it says where it waits, and waits no more once it is stopped. */
export const accessOf = ({ env, steps }: Pick<Session, "env" | "steps">): Access => ({
  env,
  signal: steps.signal,
  onWait: steps.note,
});
