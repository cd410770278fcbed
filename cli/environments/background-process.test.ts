import { expect, test } from "vitest";
import { run } from "../../lib/processes.ts";
import { runInBackground } from "./background-process.ts";

const never = new AbortController().signal;
const node = (script: string) => (signal: AbortSignal) =>
  run(process.execPath, ["-e", script], { signal }).then(() => {});

test.each([
  ["at work", "setTimeout(() => {}, 60_000)", { ended: false, error: undefined }],
  ["ended well", "", { ended: true, error: undefined }],
  [
    "failed, with its own words",
    "console.error('no such chart'); process.exit(1)",
    { ended: true, error: "no such chart" },
  ],
])("tells that a program is %s, also once it was stopped", async (_, script, told) => {
  const background = runInBackground(node(script), never);
  if (told.ended) await expect.poll(() => background.ended, { timeout: 20_000 }).toBe(true);
  await background.stop();
  expect(background).toMatchObject(told);
});

test("counts nothing to run as ended", () => {
  expect(runInBackground(undefined, never)).toMatchObject({ ended: true, error: undefined });
});
