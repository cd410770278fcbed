import { describe, expect, test } from "vitest";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import { noTerminal, onTerminal, type Typing } from "../../../testing/chatops/terminal.ts";
import { type ClusterProject, clusterProject } from "../../../testing/cluster/cluster-project.ts";
import { read, writeAll } from "../../../testing/fixtures/folder.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full } from "../../../testing/setup/short-run.ts";

const own = ownServers();
const publish = () => ({ charts: own.charts, registry: sandbox().registry });
const enter = (after: string, answer: string): Typing => ({ after, type: `${answer}\r` });

/** `chatops deploy`, answered on a terminal in the language of a locale. */
const ask = ({ directory, user }: ClusterProject, locale: string, typing: Typing[]) =>
  onTerminal(["deploy"], {
    cwd: directory,
    env: { ...user.env, LANG: locale, LC_ALL: undefined, LC_MESSAGES: undefined },
    typing,
  });

const onlyStaging = ({ directory }: ClusterProject) => {
  const config = JSON.parse(read(directory, "chatops.yaml"));
  const { staging } = config.environments;
  writeAll(directory, { "chatops.yaml": { ...config, environments: { staging } } });
};

describe.skipIf(noTerminal && !process.env.CI)(`[K] (skipped where: ${noTerminal ?? "never"})`, () => {
  test("takes the version that is typed into the only cluster, and [M] keeps it, in both languages", async () => {
    const place = await clusterProject({ publish: publish() });
    const several = await ask(place, "en_US.UTF-8", [
      enter("press [S]", "k"),
      enter("Environment (staging, prod), or [S] to stop: ", "s"),
    ]);
    expect(several).toMatchObject({ exitCode: 0, text: expect.stringContaining("Stopped; nothing was changed.") });
    onlyStaging(place);
    const early = await ask(place, "en_US.UTF-8", [enter("press [S]", "K")]);
    expect(early).toMatchObject({ exitCode: 3, text: expect.stringContaining("there is no release yet") });

    const version = await place.release(plainServer);
    const typed = await ask(place, "en_US.UTF-8", [
      enter("press [S]", "k"),
      enter(`Version of the image (Enter takes ${version}): `, version),
    ]);
    expect(typed.text).toContain(`chatops promote ${version} --env staging\n`);
    expect(typed.text).toContain(`${version} is healthy in staging\n`);
    expect(typed.exitCode).toBe(0);

    const newer = await place.release(`${plainServer}// newer\n`);
    const kept = await ask(place, "pt_BR.UTF-8", [
      enter("pressione [S]", "K"),
      enter(`Informe a versão da imagem (Enter: ${newer}) ou [M] para manter a atual (${version}): `, "m"),
    ]);
    expect(kept.text).toContain(`${version} runs in staging and is healthy (revision 1); nothing to do`);
    expect(kept.exitCode).toBe(0);
    const taken = await ask(place, "pt_BR.UTF-8", [enter("pressione [S]", "k"), enter(`(${version}): `, "")]);
    expect(taken.text).toContain(`${newer} is healthy in staging, ${version} before\n`);
    expect(taken.exitCode).toBe(0);
  });
});

full("--to kubernetes --env --version asks nothing; the working tree goes to no cluster", async () => {
  const place = await clusterProject({ publish: publish() });
  const version = await place.release(plainServer);
  const deploy = (...args: string[]) => place.chatops("deploy", "--to", "kubernetes", "--json", ...args);
  const dev = await deploy("--env", "staging", "--version", "dev");
  expect(dev.exitCode).toBe(2);
  expect(errorOf(dev)).toMatchObject({
    message: "only a release can be promoted",
    hint: "`chatops release` makes one.",
  });
  const ran = await deploy("--env", "staging", "--version", version);
  expect(ran, ran.stdout).toMatchObject({
    exitCode: 0,
    result: { outcome: "healthy", environment: "staging", version },
  });
  expect(place.revisions("staging")).toHaveLength(1);
});
