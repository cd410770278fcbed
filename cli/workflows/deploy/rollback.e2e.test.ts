import { readFileSync, statSync } from "node:fs";
import { describe, expect, onTestFinished, test } from "vitest";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import {
  type ComposeProject,
  composeProject,
  crashingServer,
  healthyServer,
  withLocal,
} from "../../../testing/docker/compose-project.ts";
import { docker } from "../../../testing/docker/docker.ts";
import { full } from "../../../testing/setup/short-run.ts";

const write = (place: ComposeProject, text: string) =>
  docker("exec", place.containers()[0] ?? "", "sh", "-c", `echo '${text}' > /data/note`);
const written = (place: ComposeProject) => docker("exec", place.containers()[0] ?? "", "cat", "/data/note");
const inspect = (id: string, format: string) => docker("inspect", "--format", `{{${format}}}`, id);
const volumesOf = ({ name }: ComposeProject) => docker("volume", "ls", "--quiet", "--filter", `name=${name}`);

describe("after a failed deployment", () => {
  test("data that was written before is there, and containers of others were not touched", async () => {
    const place = composeProject();
    const other = docker("run", "--detach", "--name", `${place.name}-other`, "node:24-slim", "sleep", "600");
    onTestFinished(() => void docker("rm", "--force", other));
    const healthy = await place.release(healthyServer);
    await place.deploy();
    write(place, "kept");
    const started = inspect(other, ".State.StartedAt");
    await place.release(crashingServer("no"));
    expect((await place.deploy()).result).toMatchObject({
      outcome: "failed",
      aftermath: { did: "rolledBack", version: healthy },
    });
    expect(written(place)).toBe("kept");
    expect(inspect(other, ".State.Status")).toBe("running");
    expect(inspect(other, ".State.StartedAt")).toBe(started);
  });

  full("the screen says what failed, why, what runs now and where the evidence is", async () => {
    const place = composeProject();
    await place.release(healthyServer);
    await place.deploy();
    const words = "\u001b[31m\u001b]0;owned\u0007Error: no\u001b[2J key";
    await place.release(`console.error(${JSON.stringify(words)});\nprocess.exit(3);\n`);
    const { exitCode, stdout, stderr } = await place.chatops("deploy", "--to", "compose", "--verbose");
    expect(exitCode).toBe(21);
    const [first, ...lines] = stdout.trimEnd().split("\n");
    expect(first).toBe(`✖ 0.1.1 failed in local: ${place.name} exits with code 3`);
    expect(lines.slice(0, -1)).toEqual([
      "  ▶ Error: no key",
      "→ Fix the error above, commit and release again.",
      "  0.1.0 runs again and is healthy.",
    ]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(stdout + stderr).not.toMatch(/\u001b|\u0007|owned/);
    const file = lines.at(-1)?.replace("  Evidence: ", "") ?? "";
    expect(file.startsWith(place.user.state)).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const evidence = JSON.parse(readFileSync(file, "utf8"));
    expect(evidence).toMatchObject({ version: "0.1.1", verdict: { code: "start.exits" } });
    expect(evidence.containers[0].log).toEqual(["Error: no key"]);
  });

  full("with --no-rollback the version that failed stays, to be looked at", async () => {
    const place = composeProject();
    await place.release(healthyServer);
    await place.deploy();
    const faulty = await place.release(crashingServer("look at me"));
    const ran = await place.deploy("--no-rollback");
    expect(ran).toMatchObject({ exitCode: 21, result: { outcome: "failed", version: faulty } });
    expect(ran.result.aftermath.did).not.toBe("rolledBack");
    const [container = ""] = place.containers();
    expect(inspect(container, 'index .Config.Labels "chatops.version"')).toBe(faulty);
    expect(inspect(container, ".State.Status")).toBe("exited");
    const mended = await place.release(`${healthyServer}// mended\n`);
    expect((await place.deploy()).result).toMatchObject({ outcome: "healthy", version: mended, previous: "0.1.0" });
  });

  full("the way back is recorded, so that what runs is healthy since then", async () => {
    const place = composeProject();
    place.commit({ "chatops.yaml": withLocal(place.name) });
    await place.release(healthyServer);
    await place.deploy();
    await place.release(crashingServer("no"));
    await place.deploy();
    const entries = JSON.parse((await place.chatops("history", "--env", "local", "--json")).stdout).promotions;
    expect(entries).toMatchObject([
      { version: "0.1.0", outcome: "healthy" },
      { version: "0.1.1", outcome: "failed" },
      { version: "0.1.0", outcome: "healthy" },
    ]);
    const status = await place.chatops("status", "--env", "local", "--json");
    expect(JSON.parse(status.stdout).environments[0].since).toBe(entries[0].healthyAt);
  });

  full("where going back fails too, that is said with a code of its own", async () => {
    const place = composeProject();
    const fragile = `if (require("node:fs").existsSync("/data/broken")) throw new Error("the data is broken");\n`;
    await place.release(fragile + healthyServer);
    await place.deploy();
    await place.release(`require("node:fs").writeFileSync("/data/broken", "");\n${crashingServer("new")}`);
    const ran = await place.deploy();
    expect(ran.exitCode).toBe(40);
    expect(errorOf(ran)).toMatchObject({
      message: `0.1.1 failed, and rolling back to 0.1.0 failed too: ${place.name} exits with code 1`,
      details: expect.arrayContaining([expect.stringContaining("the data is broken")]),
      hint: expect.any(String),
    });
  });
});

describe("a first deployment that fails", () => {
  full("is taken away, its volumes kept; mended, it runs", async () => {
    const place = composeProject();
    await place.release(`require("node:fs").writeFileSync("/data/note", "mine");\n${crashingServer("not yet")}`);
    const ran = await place.chatops("deploy", "--to", "compose");
    expect(ran.exitCode).toBe(21);
    expect(ran.stdout).toContain("Nothing ran here before, so 0.1.0 was removed; volumes were kept.");
    expect(place.containers()).toEqual([]);
    expect(docker("network", "ls", "--quiet", "--filter", `name=${place.name}`)).toBe("");
    expect(volumesOf(place)).not.toBe("");
    await place.release(healthyServer);
    expect((await place.deploy()).exitCode).toBe(0);
    expect(written(place)).toBe("mine");
  });
});

describe("the image of a release", () => {
  full("that is gone from this machine, where alone it was, is refused before anything changes", async () => {
    const place = composeProject();
    await place.release(healthyServer);
    await place.deploy();
    const before = place.containers();
    const version = await place.release(`${healthyServer}// next\n`);
    docker("rmi", "--force", docker("images", "--quiet", `${place.name}:${version}`));
    const ran = await place.deploy();
    expect(ran.exitCode).toBe(3);
    expect(errorOf(ran)?.message).toBe(
      `the image ${place.name}:${version} is not in this engine, and it was never pushed`,
    );
    docker("tag", `${place.name}:0.1.0`, `${place.name}:${version}`);
    const other = await place.deploy();
    expect(other.exitCode).toBe(3);
    expect(errorOf(other)?.message).toContain(`is not the image that was released as ${version}`);
    expect(place.containers()).toEqual(before);
  });
});
