/** A text without the run of one character that it ends with; a pattern for it would look from each such run anew. */
export function withoutTrailing(text: string, character: string): string {
  let end = text.length;
  while (text[end - 1] === character) end -= 1;
  return text.slice(0, end);
}
