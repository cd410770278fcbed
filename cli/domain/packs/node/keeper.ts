import type { ProjectTree } from "../tree.ts";

const keepers = /^(?:pm2(?:-runtime|-docker)?|forever)$/;
const before = /^(?:cross-env|npx|NODE_ENV=\w{1,20})$/;
const option = /^-(?:[iwn]|-(?:instances|name|env|exec-mode|watch|no-daemon))(?:=\S{1,40})?$/;
const takesWord = /^-(?:[in]|-(?:instances|name|env|exec-mode))$/;

/** `script: "./app.js"` */
const script = /["']?\bscript["']?\s{0,9}:\s{0,9}["'](?:\.\/)?([\w./-]{1,160}\.[cm]?js)["']/;

/**
 * What keeps a program running in the background ends itself, and its container with it: that is restarted by what runs it. A file
 * of such a keeper names the program.
 */
export function withoutKeeper(text: string, { texts }: ProjectTree): string {
  const words = text.split(/\s+/);
  const first = words.findIndex((word) => !before.test(word));
  if (!keepers.test(words[first] ?? "")) return text;
  const rest = words.slice(first + 1).filter((word, index) => !(index === 0 && word === "start"));
  const [file = "", ...others] = rest.filter(
    (word, index) => !option.test(word) && !takesWord.test(rest[index - 1] ?? ""),
  );
  const isTold = /(?:\.config\.c?js|\.json)$/.test(file);
  const program = isTold ? script.exec(texts.get(file.replace(/^\.\//, "")) ?? "")?.[1] : file;
  if (others.length > 0 || !program || !/^[\w./-]{1,200}\.[cm]?js$/.test(program)) return text;
  return [...words.slice(0, first).filter((word) => word !== "npx"), "node", program].join(" ");
}
