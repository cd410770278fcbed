/** A text that Compose reads as it is: it takes `$` for the beginning of a variable, and two of them for one. */
export const escaped = (text: string): string => text.replaceAll("$", "$$$$");

/** What a text, or all texts in a value, stand for that Compose prints: it prints what it can read again. */
export const unescaped = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll("$$", "$"));
