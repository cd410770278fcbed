import { execFileSync } from "node:child_process";
import { git } from "./repository.ts";

/** Puts a long history onto `main`, with long messages; takes a second for a hundred thousand commits. */
export function fastImport(directory: string, count: number): void {
  const commits = Array.from({ length: count }, (_, index) => {
    const kind = index % 50 === 0 ? "feat" : "fix";
    const message = `${kind}: repair the handling of order number ${index} in the basket\n\n${"Why it is so. ".repeat(20)}\n`;
    const parent = index === 0 ? "from refs/heads/main^0\n" : "";
    const who = `committer Test <test@example.com> ${1_700_000_000 + index} +0000`;
    return `commit refs/heads/main\n${who}\ndata ${Buffer.byteLength(message)}\n${message}${parent}\n`;
  });
  execFileSync("git", ["fast-import", "--quiet"], { cwd: directory, input: commits.join("") });
  git(directory, "reset", "--quiet", "--hard");
}
