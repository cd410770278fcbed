import { calledIn, evidenceOf } from "./evidence.ts";
import type { Rule } from "./verdict.ts";

const limit: Rule = {
  code: "memory.limit",
  reason: "memory",
  certainWhen: "the kernel killed it for memory",
  find: ({ containers, settings }) =>
    containers
      .filter(({ outOfMemory }) => outOfMemory)
      .map((bad) => ({
        cause: `${calledIn(bad)} needs more memory than its limit allows`,
        evidence: evidenceOf(bad),
        fix: `Raise its memory limit in ${settings}, or make the program use less.`,
      })),
};

/**
 * A runtime gives up at the size of its own heap, with an exit code that says nothing of memory. Java calls other limits the
 * same: of threads and processes, and of memory beside the heap; its own words say which.
 */
const heapIsFull =
  /heap out of memory|java\.lang\.OutOfMemoryError(?!: (?:unable to create|Metaspace|Compressed class|Direct buffer|Cannot reserve))/;

const heap: Rule = {
  code: "memory.heap",
  reason: "memory",
  certainWhen: "its log says that its heap is full, and it has ended",
  find: ({ containers, settings }) =>
    containers
      .filter(
        ({ status, restarts, log }) =>
          (status !== "running" || restarts > 0) && log.some((line) => heapIsFull.test(line)),
      )
      .map((bad) => ({
        cause: `the heap of ${calledIn(bad)} is full`,
        evidence: [...bad.log.filter((line) => heapIsFull.test(line)).slice(-1), ...bad.facts],
        fix: `Raise its heap and its memory limit in ${settings}, or make the program use less.`,
      })),
};

export const memoryRules: Rule[] = [limit, heap];
