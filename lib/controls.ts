/**
 * What a terminal takes for a command: a control sequence with its parameters; a title, link or other string up to its
 * end on the same line; a short escape sequence. Node's own stripVTControlCharacters needs minutes for a megabyte of
 * strings that nobody ends: of one of those only the beginning goes here, and its text stays.
 */
const sequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0000-\u0006\u0007-\u001f\u0080-\u009f]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-~]/g;

/** Control characters but tab and line end, and those that turn the direction of a text, so that it reads differently. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Removes terminal control sequences and control characters from text that others wrote (logs, commit messages). */
export const withoutControls = (text: string): string => text.replace(sequences, "").replace(controls, "");
