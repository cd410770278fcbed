import type { Session } from "../../core/session.ts";
import type { ClusterChoice } from "../../environments/kubernetes/connection.ts";
import type { PreviewsResult } from "../../results/preview.ts";
import { head } from "../../results/result.ts";
import { openPreviewed } from "./place.ts";

/** What previews there are, by the number of their pull request. */
export async function listPreviews(session: Session, choice: ClusterChoice): Promise<PreviewsResult> {
  const { previews, settings } = await openPreviewed(session, choice);
  const all = await previews.list();
  const listed = all.sort((one, other) => one.number - other.number).map(({ repository: _, ...each }) => each);
  return { ...head("Previews"), max: settings.max, previews: listed };
}
