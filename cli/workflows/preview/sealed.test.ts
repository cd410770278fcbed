import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { type Files, folder } from "../../../testing/fixtures/folder.ts";
import { parseConfig } from "../../core/config/parse.ts";
import { verifyComposeFiles, verifyLinks } from "./sealed.ts";

function checkout(files: Files, links: Record<string, string> = {}) {
  const root = folder(files, "commit");
  for (const [path, target] of Object.entries(links)) symlinkSync(target, join(root, path));
  return { root, project: root, prefix: "", scratch: root };
}

test("links within the commit are left alone, also those that lead nowhere", async () => {
  await verifyLinks(checkout({ "a/b": "", c: "" }, { link: "a/b", "a/up": "../c", gone: "nothing", folder: "a" }));
});

test("links that lead out are refused, also by a way through the commit", async () => {
  const files = { "a/b/c": "", secret: "" };
  for (const [path, target] of [
    ["absolute", "/etc/hostname"],
    ["beside", "../secret"],
    ["a/b/through", "up/../../x"],
    ["nowhere", "../nothing"],
    ["a/b/deep", "up/../nothing"],
  ] as const) {
    const place = checkout(files, { "a/b/up": "../..", [path]: target });
    const failure = await failureOf(verifyLinks(place));
    expect(failure.details).toEqual([`${path} → ${target}`]);
  }
});

test("what Git keeps by itself is not looked at", async () => {
  const place = checkout({ a: "" });
  mkdirSync(join(place.root, ".git"));
  symlinkSync("/etc", join(place.root, ".git", "link"));
  await verifyLinks(place);
});

const config = parseConfig(
  "name: shop\nenvironments: { local: { compose: { file: deploy/own.yaml } } }\n",
  "chatops.yaml",
);

test("every Compose file that could be read is looked at", async () => {
  const harmful = "services: { web: { privileged: true } }\n";
  for (const file of ["compose.yaml", "docker-compose.yml", "compose.override.yaml", "deploy/own.yaml"]) {
    const failure = await failureOf(verifyComposeFiles(checkout({ [file]: harmful }), config));
    expect(failure.details).toEqual(["services.web.privileged"]);
  }
  await verifyComposeFiles(checkout({ "compose.yaml": "services: { web: { env_file: .env } }\n" }), config);
  // A file below the top may name what is above it, within the commit.
  const above = "services: { web: { build: .. } }\n";
  await verifyComposeFiles(checkout({ "deploy/own.yaml": above }), config);
});
