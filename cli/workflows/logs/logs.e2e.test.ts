import { describe, expect } from "vitest";
import { pressCtrlC, type Ran } from "../../../testing/chatops/built-chatops.ts";
import { noTerminal, onTerminal } from "../../../testing/chatops/terminal.ts";
import { clusterProject } from "../../../testing/cluster/cluster-project.ts";
import { composeProject, crashingServer, withLocal } from "../../../testing/docker/compose-project.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full, inTurn } from "../../../testing/setup/short-run.ts";
import { clusterScene } from "../../../testing/stories/cluster-scene.ts";
import { composeScene } from "../../../testing/stories/compose-scene.ts";
import type { Scene } from "../../../testing/stories/scene.ts";

const own = ownServers();
const published = () => ({ charts: own.charts, registry: sandbox().registry });
const kinds: [kind: string, () => Promise<Scene>][] = [
  ["Docker Compose", composeScene],
  ["a cluster", () => clusterScene(published())],
];

const linesOf = ({ events }: Ran) => events.flatMap((event) => (event.type === "log" ? [event.text] : []));

/** Releases and promotes a server that says something when it starts. */
async function bringTalking(scene: Scene, ...says: string[]): Promise<void> {
  const talk = says.map((text) => `console.log(${JSON.stringify(text)});\n`).join("");
  await scene.release(`${scene.good(says[0] ?? "")}${talk}`);
  const ran = await scene.promote();
  expect(ran, ran.stdout).toMatchObject({ exitCode: 0 });
}

describe.each(kinds.map((each, index) => [...each, index] as const))("in %s,", (_, open, index) => {
  const story = inTurn(index, kinds.length);

  story(
    "the lines of all containers are told behind their source, masked, and without what a terminal obeys",
    async () => {
      const scene = await open();
      const { directory: cwd, user } = scene.project;
      const logs = (...args: string[]) =>
        user.run(["logs", "--env", scene.environment, ...args], { cwd, env: { API_TOKEN: "correct-horse" } });
      const nothing = await logs();
      expect(nothing).toMatchObject({ exitCode: 0, stdout: `Nothing runs in ${scene.environment}.\n` });
      await bringTalking(scene, "first line", "\u001b[31mred\u001b[0m", "token is correct-horse");
      const told = await logs("--json");
      expect(told, told.stderr).toMatchObject({
        exitCode: 0,
        result: { kind: "Logs", environment: scene.environment },
      });
      expect(linesOf(told)).toEqual(["first line", "red", "token is [hidden]"]);
      const [{ name }] = told.result.sources;
      expect((await logs()).stdout).toBe(
        ["first line", "red", "token is [hidden]"].map((line) => `${name} │ ${line}\n`).join(""),
      );
      expect(linesOf(await logs("--json", "--tail", "1"))).toEqual(["token is [hidden]"]);
      expect(linesOf(await logs("--json", "--since", "1h"))).toHaveLength(3);
      expect((await logs("--previous")).stdout).toBe(`No container of ${scene.environment} was started again.\n`);
      if (noTerminal) return;
      const { text } = await onTerminal(["logs", "--env", scene.environment], { cwd, env: user.env, typing: [] });
      expect(text).toContain(`${name} │ red\n`);
    },
  );

  full("with --follow it goes on, also with containers that come later, until it is stopped", async () => {
    const scene = await open();
    await bringTalking(scene, "first");
    const { directory: cwd, user } = scene.project;
    let promoting: Promise<void> | undefined;
    const ran = await user.run(["logs", "--env", scene.environment, "--follow", "--json"], {
      cwd,
      onEvent: (event, child) => {
        if (event.type !== "log") return;
        if (event.text === "first") promoting ??= bringTalking(scene, "second");
        if (event.text === "second") pressCtrlC(child);
      },
    });
    await promoting;
    expect(ran, ran.stdout).toMatchObject({ exitCode: 130 });
    expect(ran.events.filter(({ type }) => type === "error")).toEqual([]);
    expect(linesOf(ran)).toEqual(["first", "second"]);
  });
});

full("on Compose what a container wrote before it was started again is told with --previous", async () => {
  const place = composeProject();
  place.commit({ "chatops.yaml": withLocal(place.name) });
  const more = { restart: "always", environment: { DB_PASSWORD: "battery-staple" } };
  await place.release(`console.log(process.env.DB_PASSWORD);\n${crashingServer("no database")}`, { more });
  await place.deploy("--no-rollback");
  const { stdout, exitCode } = await place.chatops("logs", "--previous");
  expect(exitCode).toBe(0);
  expect(stdout).toContain(`${place.name}-local-${place.name}-1 │ [hidden]\n`);
  expect(stdout).toContain("Error: no database\n");
});

full("in a cluster too; a pod with several containers names them, and their Secrets are masked", async () => {
  const place = await clusterProject({ publish: published() });
  const words = "battery-staple";
  place.kubectl("staging", "create", "secret", "generic", "login", `--from-literal=password=${words}`);
  await place.release(`console.log(${JSON.stringify(words)});\n${crashingServer("no database")}`, {
    "chart/templates/helper.yaml": helperPod(place.name),
  });
  await place.promote("--env", "staging", "--no-rollback");
  const previous = async () => (await place.chatops("logs", "--env", "staging", "--previous")).stdout;
  // For a moment of each restart the kubelet has the log of neither run.
  await expect.poll(previous, { timeout: 60_000 }).toMatch(/^t\S+ │ \[hidden\]$/m);
  await expect.poll(previous, { timeout: 60_000 }).toContain("Error: no database\n");
  const helper = (await place.chatops("logs", "--env", "staging")).stdout.match(/^helper\S* │ .*$/gm);
  expect(helper).toEqual(["helper/one │ one", "helper/two │ two"]);
});

/** A pod of two containers, one of which is given a Secret. */
const helperPod = (name: string) => `apiVersion: v1
kind: Pod
metadata:
  name: helper
  labels: { app.kubernetes.io/instance: {{ .Release.Name }} }
spec:
  securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: RuntimeDefault } }
  containers:
  {{- range list "one" "two" }}
  - name: {{ . }}
    image: {{ $.Values.image.repository }}@{{ $.Values.image.digest }}
    command: [node, --eval, 'console.log("{{ . }}"); setInterval(() => {}, 1e6)']
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
    env: [{ name: LOGIN, valueFrom: { secretKeyRef: { name: login, key: password } } }]
  {{- end }}
# of ${name}
`;
