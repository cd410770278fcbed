/** As many as fit into a namespace behind the longest name of a project. */
const pullNumber = /^[1-9]\d{0,5}$/;

/** The number of a pull request; undefined for what is none. */
export const readPullNumber = (text: string): number | undefined => (pullNumber.test(text) ? Number(text) : undefined);

/** What the environment of a pull request is called. */
export const previewEnvironment = (number: number): string => `pr-${number}`;

/** Name of its namespace or Compose project, and of what stands in the place of `{name}`. */
export const previewName = (project: string, number: number): string => `${project}-${previewEnvironment(number)}`;

/** What every version of a pull request begins with; no release has such a one. */
const versionsOf = (number: number): string => `0.0.0-${previewEnvironment(number)}-`;

/** The version of a commit of a pull request, also the tag of its image: it says both, and no tag in Git is called so. */
export const previewVersion = (number: number, commit: string): string => `${versionsOf(number)}${commit.slice(0, 12)}`;
