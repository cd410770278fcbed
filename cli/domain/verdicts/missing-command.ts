/** How container runtimes and shells say that they do not find a program. */
const notFound = [
  /exec: "([^"\n]{1,200})": (?:executable file not found|stat [^\n]{1,200}: no such file)/,
  /\b(?:ba|da|a)?sh: (?:(?:line )?\d{1,5}: )?([^\s:]{1,200}): (?:command )?not found/,
];

/** The program that a check runs and the image does not have, by what the check printed. */
export const missingCommand = (said: string): string | undefined =>
  notFound.map((pattern) => pattern.exec(said)?.[1]).find(Boolean);

export const useAnother =
  "Let the Dockerfile install it, or let the check run what the image has, such as `node -e` with fetch(), or python with urllib.";

/** How a shell other than bash says that it knows no `/dev/tcp`: to it that is a file in a folder that is not there. */
const opensTcp = /\bcan(?:no|')t create \/dev\/(?:tcp|udp)\/|\/dev\/(?:tcp|udp)\/\S{1,200}: no such file or directory/i;

/** Whether a check opens a port in a way that only bash has, and another shell runs it, by what the check printed. */
export const needsBash = (said: string): boolean => opensTcp.test(said);

export const runByBash =
  'Only bash opens ports as `/dev/tcp`: let the check run `["bash", "-c", "…"]` if the image has bash, or another program of it, such as `node -e` with fetch().';
