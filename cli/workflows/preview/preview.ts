import type { Session } from "../../core/session.ts";
import type { ClusterChoice } from "../../environments/kubernetes/connection.ts";
import type { PreviewResult, PreviewsRemovedResult, PreviewsResult } from "../../results/preview.ts";
import type { StoppedResult } from "../../results/promotion.ts";
import { type CreateRequest, createPreview } from "./create.ts";
import { listPreviews } from "./list.ts";
import { type CollectRequest, collectPreviews, type RemoveRequest, removePreview } from "./remove.ts";

/** What is done with the environments of pull requests. */
export type PreviewRequest =
  | ({ action: "create" } & CreateRequest)
  | ({ action: "list" } & ClusterChoice)
  | ({ action: "remove" } & RemoveRequest)
  | ({ action: "gc" } & CollectRequest);

type PreviewAnswer = PreviewResult | PreviewsResult | PreviewsRemovedResult | StoppedResult;

export function preview(session: Session, request: PreviewRequest): Promise<PreviewAnswer> {
  switch (request.action) {
    case "create":
      return createPreview(session, request);
    case "list":
      return listPreviews(session, request);
    case "remove":
      return removePreview(session, request);
    case "gc":
      return collectPreviews(session, request);
  }
}
