import { expect, onTestFinished, test } from "vitest";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import { composeScene, kinds } from "../../../testing/chatops/removal-scenes.ts";
import { noTerminal, onTerminal } from "../../../testing/chatops/terminal.ts";
import { clusterProject } from "../../../testing/cluster/cluster-project.ts";
import { docker } from "../../../testing/docker/docker.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { few, full } from "../../../testing/setup/short-run.ts";

const own = ownServers();

test.each(few(kinds, 1))(
  "in %s what runs is removed and its data kept, or deleted if that is asked for",
  async (_, open) => {
    const scene = await open();
    const { project, environment } = scene;
    const remove = (...args: string[]) => project.chatops("remove", "--env", environment, "--json", ...args);
    const status = async () =>
      JSON.parse((await project.chatops("status", "--env", environment, "--json")).stdout).environments[0];
    expect((await remove("--yes")).result).toMatchObject({ kind: "Removal", outcome: "nothing" });
    await scene.promote();
    const [before, kept] = [scene.running(), scene.data()];
    expect(before).not.toEqual([]);
    expect(kept).toHaveLength(1);
    const { version } = await status();

    const unasked = await remove();
    expect(unasked).toMatchObject({ exitCode: 2 });
    expect(errorOf(unasked)?.hint).toContain("--yes");
    const planned = await remove("--dry-run", "--delete-data");
    expect(planned.result, planned.stdout).toMatchObject({ outcome: "planned", version });
    expect([scene.running(), scene.data()]).toEqual([before, kept]);

    const removed = await remove("--yes");
    const [name] = kept.map((text) => text.split(" ")[0]);
    expect(removed, removed.stdout).toMatchObject({
      exitCode: 0,
      result: { outcome: "removed", version, kept: [{ name }], deleted: [] },
    });
    expect([scene.running(), scene.data()]).toEqual([[], kept]);
    expect(await status()).toMatchObject({ state: "empty" });
    const { stdout } = await project.chatops("history", "--env", environment, "--json");
    expect(JSON.parse(stdout).promotions[0]).toMatchObject({ version, outcome: "removed", by: expect.any(String) });

    expect(await scene.promote()).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version } });
    expect(scene.data()).toEqual(kept);
    const deleted = await remove("--yes", "--delete-data");
    expect(deleted.result, deleted.stdout).toMatchObject({ outcome: "removed", kept: [], deleted: [{ name }] });
    expect([scene.running(), scene.data()]).toEqual([[], []]);
  },
);

full("on Docker Compose what somebody removed without chatops is recorded, although nothing is there", async () => {
  const scene = await composeScene();
  await scene.promote();
  docker("compose", "--project-name", `${scene.project.name}-local`, "down");
  const removed = await scene.project.chatops("remove", "--yes", "--json");
  expect(removed.result, removed.stdout).toMatchObject({ outcome: "nothing" });
  const { stdout } = await scene.project.chatops("history", "--env", "local", "--json");
  expect(JSON.parse(stdout).promotions[0]).toMatchObject({ outcome: "removed" });
});

test.skipIf(noTerminal)("on a terminal it asks, naming the data, and anything but yes stops it", async () => {
  const scene = await composeScene();
  await scene.promote();
  const { directory: cwd, user, name } = scene.project;
  const answered = (answer: string) =>
    onTerminal(["remove"], { cwd, env: user.env, typing: [{ after: "[y/N] ", type: `${answer}\r` }] });
  const stopped = await answered("");
  expect(stopped.text).toContain(`keeps the volume ${name}-local_data`);
  expect(stopped.text).toContain("Stopped; nothing was changed.");
  expect(scene.running()).not.toEqual([]);
  const removed = await answered("y");
  expect(removed, removed.text).toMatchObject({ exitCode: 0 });
  expect(removed.text).toContain(`was removed from local`);
  expect(scene.running()).toEqual([]);
});

const finalizer = "example.com/cleanup";

/** A Service and a claim that nobody is going to let go. */
const held = `apiVersion: v1
kind: Service
metadata: { name: "{{ .Release.Name }}-held", finalizers: ["${finalizer}"] }
spec: { type: ExternalName, externalName: example.com }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: "{{ .Release.Name }}-kept", finalizers: ["${finalizer}"] }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Mi } } }
`;

full("what a finalizer holds is waited for, and named with what to do", async () => {
  const shop = await clusterProject({ publish: { charts: own.charts, registry: sandbox().registry } });
  await shop.release(plainServer, { "chart/templates/held.yaml": held });
  expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
  const letGo = (kind: string, name: string) =>
    shop.kubectl(
      "staging",
      "patch",
      kind,
      name,
      "--type=json",
      '--patch=[{"op":"remove","path":"/metadata/finalizers"}]',
    );
  const [service, claim] = [`${shop.name}-held`, `${shop.name}-kept`];
  onTestFinished(() => {
    for (const [kind, name] of [
      ["service", service],
      ["persistentvolumeclaim", claim],
    ] as const)
      shop.kubectl("staging", "delete", kind, name, "--ignore-not-found", "--wait=false");
  });
  const stuck = await shop.chatops("remove", "--env", "staging", "--yes", "--timeout", "4s", "--json");
  expect(stuck.exitCode, stuck.stdout).toBe(3);
  expect(errorOf(stuck)).toMatchObject({
    message: "the release is removed, but an object is still being deleted",
    details: [`Service ${service}: its finalizer ${finalizer} holds it`],
    hint: expect.stringContaining(`kubectl patch --namespace ${shop.namespaces.staging} service ${service} `),
  });
  letGo("service", service);

  // The claim goes as soon as somebody lets it.
  setTimeout(() => letGo("persistentvolumeclaim", claim), 4_000);
  const removed = await shop.chatops("remove", "--env", "staging", "--yes", "--delete-data", "--json");
  expect(removed, removed.stdout).toMatchObject({ exitCode: 0, result: { deleted: [{ name: claim }] } });
  expect(shop.objects("staging", "persistentvolumeclaims")).toEqual([]);
});
