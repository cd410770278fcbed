import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, read } from "../../testing/fixtures/folder.ts";
import { openInBrowser } from "./browser.ts";

/** A machine whose programs for opening addresses write down what they are given. */
function machine(script = 'echo "$1" >> "$OPENED"') {
  const bin = folder({ opened: "" }, "bin");
  for (const name of ["open", "xdg-open"]) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return { bin, env: { PATH: `${bin}:/usr/bin:/bin`, OPENED: join(bin, "opened") } };
}

const { signal } = new AbortController();

test("an address is handed to the browser of a machine that has a screen", async () => {
  const { bin, env } = machine();
  await openInBrowser("http://localhost:1", env, signal, "linux");
  await openInBrowser("http://localhost:2", { ...env, DISPLAY: ":0" }, signal, "linux");
  await openInBrowser("http://localhost:3", env, signal, "darwin");
  await openInBrowser("http://localhost:4", env, signal, "sunos");
  expect(read(bin, "opened")).toBe("http://localhost:2\nhttp://localhost:3\n");
});

test("a browser that does not start harms nobody", async () => {
  const { env } = machine("exit 3");
  await openInBrowser("http://localhost:1", { ...env, DISPLAY: ":0" }, signal, "linux");
});
