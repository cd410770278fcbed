/** What an event of Kubernetes says, as far as it is read here. */
export interface SeenEvent {
  reason: string;
  message: string;
  /** Name of the container that it is about; undefined where it is about the whole. */
  container: string | undefined;
  /** How often it was seen. */
  count: number;
  /** When it was seen last, ISO 8601; undefined where it does not say. */
  last: string | undefined;
}
