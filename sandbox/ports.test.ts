import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Paths } from "./paths.ts";
import { choosePort, rememberedPort } from "./ports.ts";

let paths: Paths;
const lines: string[] = [];
const report = (line: string) => lines.push(line);

beforeEach(() => {
  lines.length = 0;
  paths = { cache: "", state: mkdtempSync(join(tmpdir(), "ports-")), id: "" };
});
afterEach(() => rmSync(paths.state, { recursive: true }));

const listen = (port: number) =>
  new Promise<Server>((resolve) => {
    const server = createServer().listen(port, "127.0.0.1", () => resolve(server));
  });

test("a port is remembered under its name", async () => {
  const port = await choosePort(paths, "registry", report);
  expect(await choosePort(paths, "registry", report)).toBe(port);
  expect(rememberedPort(paths, "registry")).toBe(port);
  expect(await choosePort(paths, "redis", report)).not.toBe(port);
  expect(lines).toEqual([]);
});

test("a port that another program took meanwhile is given up, aloud", async () => {
  const before = await choosePort(paths, "registry", report);
  const stranger = await listen(before);
  const port = await choosePort(paths, "registry", report);
  stranger.close();
  expect(port).not.toBe(before);
  expect(lines).toEqual([`registry: port ${before} is taken by another program, using ${port} from now on`]);
  expect(rememberedPort(paths, "registry")).toBe(port);
});
