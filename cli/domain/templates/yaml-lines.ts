/** A text with another in place of a part, which has to be there: templates and what is made of them belong together. */
export function replaced(text: string, part: string, other: string): string {
  if (!text.includes(part)) throw new Error(`a template lacks ${part}`);
  return text.replace(part, () => other);
}

/** A YAML template without these keys, and what is below them. */
export function withoutKeys(text: string, keys: readonly string[]): string {
  let indent = -1;
  const lines = text.split("\n").filter((line) => {
    const own = line.search(/\S/);
    if (indent !== -1 && (own > indent || own === -1)) return false;
    const key = line.trim().split(":", 1)[0] ?? "";
    indent = keys.includes(key) ? own : -1;
    return indent === -1;
  });
  return lines.join("\n");
}
