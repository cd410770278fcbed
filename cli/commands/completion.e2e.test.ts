import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { programPath } from "../../testing/chatops/built-chatops.ts";
import { user } from "../../testing/chatops/user.ts";
import { folder } from "../../testing/fixtures/folder.ts";
import { git, initRepository } from "../../testing/git/repository.ts";

/** A project with two environments and two releases. */
function shop(): string {
  const environments = { staging: { compose: {} }, prod: { kubernetes: { namespace: "shop" } } };
  const directory = folder({ "chatops.yaml": { name: "shop", environments } }, "shop");
  initRepository(directory, { remote: undefined });
  git(directory, "add", "--all");
  git(directory, "commit", "--quiet", "--message", "Start");
  for (const version of ["0.9.0", "0.10.0"]) {
    const record = `Image: shop:${version}\nImage-Id: sha256:${"a".repeat(64)}`;
    git(directory, "tag", "--annotate", `v${version}`, "--message", `${version}\n\n${record}`);
  }
  return directory;
}

/** What bash offers for the last word of each command line. */
function offered(directory: string, ...lines: string[]): string[][] {
  const asked = lines.map((line) => {
    const words = line.split(" ").map((word) => `'${word}'`);
    return `COMP_WORDS=(${words.join(" ")}); COMP_CWORD=${words.length - 1}; _chatops; echo "\${COMPREPLY[*]}"`;
  });
  const run = `chatops() { "${process.execPath}" "${programPath}" "$@"; }`;
  const script = [run, 'eval "$(chatops completion bash)"', ...asked].join("\n");
  const { stdout, stderr } = spawnSync("bash", ["-c", script], { cwd: directory, encoding: "utf8", env: user().env });
  expect(stderr).toBe("");
  return stdout
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => line.split(" ").filter(Boolean));
}

test("bash completes commands, also behind an option, their options, and what these choose from", () => {
  const lines = ["chatops ro", "chatops --json ro", "chatops rollback --k", "chatops deploy --to c", "chatops compl"];
  const expected = [["rollback"], ["rollback"], ["--kubeconfig"], ["compose"], ["completion"]];
  expect(offered(folder({}), ...lines)).toEqual(expected);
});

test("bash completes the project's environments and versions", () => {
  const lines = ["chatops logs --env ", "chatops --json logs -e pr", "chatops promote 0", "chatops rollback --to 0.1"];
  expect(offered(shop(), ...lines)).toEqual([["staging", "prod"], ["prod"], ["0.10.0", "0.9.0"], ["0.10.0"]]);
});

test("where there is no project nothing is offered, and nothing said", () => {
  expect(offered(folder({}), "chatops promote --env x", "chatops promote 1")).toEqual([[], []]);
});
