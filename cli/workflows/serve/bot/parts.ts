import type { ChatSettings } from "../../../core/serve/chat-schema.ts";
import type { Steps } from "../../../core/steps.ts";
import type { RunRecord } from "../../../domain/serve/run-record.ts";
import type { ActLimits } from "../page/acts.ts";
import type { Desk } from "../page/desk.ts";
import type { Looks } from "../page/looks.ts";
import type { Telemetry } from "../telemetry.ts";
import type { Members } from "./members.ts";

/** What the bot works with. */
export interface BotParts {
  settings: ChatSettings;
  /** Of the bot itself; undefined: the one that it was given. */
  token: string | undefined;
  members: Members;
  /** What serve keeps. */
  folder: string;
  env: NodeJS.ProcessEnv;
  desks: readonly Desk[];
  looks: Looks;
  limits: ActLimits;
  linkTo: (run: RunRecord) => string | undefined;
  telemetry: Pick<Telemetry, "command">;
  steps: Pick<Steps, "note" | "warn">;
}
