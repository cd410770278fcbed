import { renameSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { errorOf, type Ran } from "../../../testing/chatops/built-chatops.ts";
import { type Project, project, reservationsOn, tagsOf } from "../../../testing/git/git-project.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { chartsIn, tagsInRegistry } from "../../../testing/servers/published-artifacts.ts";
import { switchBefore, switchBeforeEngine } from "../../../testing/servers/switch.ts";
import { few, full, isFull } from "../../../testing/setup/short-run.ts";
import type { Event } from "../../core/events.ts";

const publish = ownServers();

interface Part {
  project: Project;
  off: () => void | Promise<void>;
  on: () => void | Promise<void>;
  /** How the error names it. */
  names: string;
}

/** A project, one part of which can be switched off. */
const parts: Record<string, () => Promise<Part>> = {
  async engine() {
    const { address, off, on } = await switchBeforeEngine();
    return { project: project({ publish, env: { DOCKER_HOST: address } }), off, on, names: address };
  },
  async registry() {
    const { address, off, on } = await switchBefore(publish.registry);
    return { project: project({ publish: { ...publish, registry: address } }), off, on, names: address };
  },
  async "chart repository"() {
    const { address, off, on } = await switchBefore(publish.charts);
    const charts = `http://${address}`;
    return { project: project({ publish: { ...publish, charts } }), off, on, names: `chart repository ${charts}` };
  },
  async remote() {
    const made = project({ publish });
    const { remote = "" } = made;
    return {
      project: made,
      off: () => renameSync(remote, `${remote}.away`),
      on: () => renameSync(`${remote}.away`, remote),
      names: remote,
    };
  },
};

/** One clear message, which names the place and the way out. */
function expectClear(ran: Ran, names: string): void {
  const error = errorOf(ran);
  expect(error).toMatchObject({ exitCode: 3, message: expect.any(String), hint: expect.any(String) });
  expect([error?.message, ...(error?.details ?? [])].join("\n")).toContain(names);
  expect(ran.exitCode).toBe(3);
  expect(ran.stderr).toBe("");
}

async function expectReleased({ name, remote = "", chatops }: Project): Promise<void> {
  const { exitCode, result } = await chatops("release", "--json");
  expect({ exitCode, version: result?.version }).toEqual({ exitCode: 0, version: "0.1.0" });
  expect(tagsOf(remote)).toEqual(["v0.1.0"]);
  expect(reservationsOn(remote)).toEqual([]);
  expect(await tagsInRegistry(publish.registry, `team/${name}`)).toEqual(["0.1.0", expect.stringMatching(/^commit-/)]);
  expect(await chartsIn(publish.charts, name)).toMatchObject([{ version: "0.1.0" }]);
}

describe.each(few(Object.entries(parts), 1))("while the %s is off", (_, make) => {
  test("a release changes nothing and says which part; switched on, it is made", async () => {
    const { project, off, on, names } = await make();
    await off();
    const ran = await project.chatops("release", "--json");
    expectClear(ran, names);
    expect(ran.events.filter((event) => "kind" in event && event.kind === "change")).toEqual([]);
    await on();
    await expectReleased(project);
  });
});

/** The steps in whose course each part is switched off. */
const steps = {
  engine: isFull ? ["Choose the version", "Build the image", "Push the image"] : [],
  registry: ["Push the image", ...(isFull ? ["Tag the image 0.1.0"] : [])],
  "chart repository": isFull ? ["Publish the chart"] : [],
  remote: isFull ? ["Push the tag", "Reserve 0.1.0", "Build the image"] : [],
};
const cuts = Object.entries(steps).flatMap(([part, titles]) => titles.map((title) => [part, title] as const));

test.each(cuts)("a release is completed although the %s went off at: %s", async (part, title) => {
  const { project, off, on, names } = await (parts[part] as () => Promise<Part>)();
  const onEvent = (event: Event) => {
    if (event.type === "started" && event.title === title) void off();
  };
  const ran = await project.user.run(["release", "--json"], { cwd: project.directory, onEvent });
  expectClear(ran, names);
  await on();
  expect(tagsOf(project.remote ?? "")).toEqual([]);
  await expectReleased(project);
});

full("a registry that takes the connection and never answers is named in time; then the release is made", async () => {
  const { address, silence, off, on } = await switchBefore(publish.registry);
  const made = project({ publish: { ...publish, registry: address } });
  silence();
  const ran = await made.chatops("release", "--json");
  expectClear(ran, address);
  expect(errorOf(ran)?.message).toMatch(/does not answer: nothing within \d+ s/);
  expect(ran.events.filter((event) => "kind" in event && event.kind === "change")).toEqual([]);
  await off();
  await on();
  await expectReleased(made);
});
