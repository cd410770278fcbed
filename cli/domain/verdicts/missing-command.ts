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
