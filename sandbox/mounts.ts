import { readFileSync } from "node:fs";
import { run } from "../lib/processes.ts";

/** Unmounts everything below a folder, deepest first, so that deleting it deletes nothing else. */
export async function unmountBelow(folder: string): Promise<void> {
  if (process.platform !== "linux") return;
  const points = readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .map((line) =>
      (line.split(" ")[4] ?? "").replace(/\\(\d{3})/g, (_, code) => String.fromCharCode(parseInt(code, 8))),
    )
    .filter((point) => point === folder || point.startsWith(`${folder}/`));
  for (const point of points.reverse()) await run("umount", ["--lazy", point]).catch(() => undefined);
}
