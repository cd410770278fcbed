import { crashingServer } from "../docker/compose-project.ts";

const words = "DATABASE_URL is required";
export const lastWords = `Error: ${words}`;

/** The kubelet begins a new file at 10 MiB, and shows nothing of the one before. */
const longLine = `"a".repeat(9 * 2 ** 20)`;

/** Goes on once everything is written: a pipe takes 64 KiB at a time, and what is left goes with the program. */
const writing = (stream: "stdout" | "stderr", text: string, next: string) =>
  `process.${stream}.write(${text}, () => {\n${next}});\n`;

const crash = crashingServer(words);

/** Titles, links, a clipboard, movements, colours, in 7 and in 8 bits, other directions of writing, and what nobody ends. */
const sequences = [
  "\u001b]0;owned\u0007\u001b]8;;http://owned\u001b\\here\u001b]8;;\u001b\\\u001b]52;c;b3duZWQ=\u0007",
  "\u001b[2J\u001b[1;1H\u001b[31m\u009b31m\u009d0;owned\u009c\u001bc\u001b(0\r\b\u202eowned\u2066",
  "\u001b]0;owned\u001b[\u009d0;\u001bP\u009b",
];

const fooling = "DATABASE\u001b]0;owned\u0007_URL\u001b[31m is \u202erequired\u009b0m";

/** Programs that crash as `crashingServer` does, but first write what keeps a careless reader busy, or fools a terminal. */
export const loudPrograms: Record<string, string> = {
  "one line of 9 MB": writing("stdout", `${longLine} + "\\n"`, crash),
  "9 MB without a line end": writing("stdout", longLine, crash),
  "its error before a line of 9 MB": `console.error(${JSON.stringify(lastWords)});
${writing("stderr", `${longLine} + "\\n"`, "process.exit(1);\n")}`,
  "terminal sequences": writing(
    "stderr",
    `${JSON.stringify(sequences.join("\n"))} + "\\u001b]".repeat(2 ** 18) + "\\n"`,
    // Not in the line that throws, which Node prints as it stands.
    `const words = ${JSON.stringify(fooling)};\nthrow new Error(words);\n`,
  ),
};

/** Writes 9 MB in one line again and again. */
export const neverSilent = writing("stdout", `${longLine} + "\\n"`, "process.exit(1);\n");

/** What a terminal obeys, or what lets a text read differently; in JSON it stands as an escape. */
export const dangerous =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\\u00[0189][0-9a-f]|\\[bf]|\\u20[26]/i;
