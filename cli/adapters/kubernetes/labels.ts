/** Tells what chatops made by itself from what Helm or a person made. */
export const ours = { "app.kubernetes.io/managed-by": "chatops" };

export const isOurs = (labels: Record<string, string> | undefined): boolean =>
  labels?.["app.kubernetes.io/managed-by"] === "chatops";
