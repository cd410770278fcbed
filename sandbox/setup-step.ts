/** Something that must be installed, built or made before a part can start, for the plan that `up` shows. */
export interface SetupStep {
  title: string;
  seconds: number;
  /** Programs that it takes, for which Debian has packages. */
  programs?: string[];
}
