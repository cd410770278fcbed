import type { Pulls } from "../../../adapters/git-hosts/pulls.ts";
import type { Slots } from "../../../core/slots.ts";
import type { Steps } from "../../../core/steps.ts";
import type { PreviewsResult } from "../../../results/preview.ts";
import type { Bell } from "../bell.ts";
import type { Place } from "../places.ts";
import type { Telemetry } from "../telemetry.ts";
import type { PreviewBoard } from "./board.ts";
import type { PullRecords } from "./records.ts";

export interface PullWatch {
  place: Place;
  pulls: Pulls;
  bell: Bell;
  intervalMs: number;
  /** For programs that build and promote previews. */
  env: NodeJS.ProcessEnv;
  /** For what is kept of them. */
  folder: string;
  logBytes: number;
  timeoutMs: number;
  slots: { runs: Slots; looks: Slots };
  telemetry: Pick<Telemetry, "report" | "preview">;
  /** What people see of them. */
  board: PreviewBoard;
  steps: Pick<Steps, "note" | "warn">;
  /** Serve is stopped. */
  signal: AbortSignal;
}

export type ListedPreview = PreviewsResult["previews"][number];

/** What a look at the pull requests of a repository works with. */
export interface Tending extends PullWatch {
  records: PullRecords;
  /** A clone at the trusted branch, whose chatops.yaml says where previews are. */
  clone: string;
  /** How often in a row there was nothing. */
  quietLooks: number;
  /** In the look that is under way a preview was removed. */
  isRoomMade: boolean;
}
