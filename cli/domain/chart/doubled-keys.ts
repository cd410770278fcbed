import { parseAllDocuments } from "yaml";

/** Lines of a YAML file that say a key once more, as their text is; Helm reads the last one, and says nothing. Merges may stand there often. */
export function doubledKeys(text: string): { line: number; text: string }[] {
  const documents = [...parseAllDocuments(text, { uniqueKeys: true, logLevel: "silent" })];
  const errors = documents.flatMap(({ errors: found }) => found).filter(({ code }) => code === "DUPLICATE_KEY");
  const lines = text.split("\n");
  const found = errors.map(({ linePos: [{ line }] = [{ line: 1 }] }) => ({ line, text: (lines[line - 1] ?? "").trim() }));
  return found.filter(({ text: said }) => !said.startsWith("<<:"));
}
