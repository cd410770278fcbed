/** What only the chart's people can bring to today. */
export interface Problem {
  line: number;
  text: string;
}

/** What a step of a migration makes of a template. */
export interface Migrated {
  text: string;
  /** What was done, in a few words. */
  done: readonly string[];
  problems: readonly Problem[];
}
