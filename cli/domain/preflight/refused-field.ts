/** An object as a chart or the cluster has it. */
export interface Compared {
  kind: string;
  metadata: { name?: string };
}

/** What the API server says of a field that it does not take. */
export interface RefusedField {
  field: string;
  message: string;
}
