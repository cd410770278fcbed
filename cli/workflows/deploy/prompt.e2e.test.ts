import { describe, expect, test } from "vitest";
import { noTerminal, onTerminal, type Typing } from "../../../testing/chatops/terminal.ts";
import { type ComposeProject, composeProject, healthyServer } from "../../../testing/docker/compose-project.ts";
import { full } from "../../../testing/setup/short-run.ts";

const english = { LANG: "en_US.UTF-8", LC_ALL: undefined, LC_MESSAGES: undefined };
const portuguese = { ...english, LANG: "pt_BR.UTF-8" };

/** `chatops deploy`, answered on a terminal. */
const deploy = ({ directory, user }: ComposeProject, typing: Typing[], env: NodeJS.ProcessEnv = english) =>
  onTerminal(["deploy"], { cwd: directory, env: { ...user.env, ...env }, typing });

const enter = (after: string, answer: string): Typing => ({ after, type: `${answer}\r` });

describe.skipIf(noTerminal && !process.env.CI)(`questions of deploy (skipped where: ${noTerminal ?? "never"})`, () => {
  full("[D], then the version that is typed; the command behind the answers is shown", async () => {
    const place = composeProject();
    await place.release(healthyServer);
    const { exitCode, text } = await deploy(place, [enter("press [S]", "d"), enter("Version of the image (", "0.1.0")]);
    expect(text).toContain("Deploy to\n\n[K]ubernetes or\n[D]ocker?\n\nTo stop, press [S]\n");
    expect(text).toContain("chatops promote 0.1.0 --env local\n");
    expect(text).toContain("0.1.0 is healthy in local\n");
    expect(exitCode).toBe(0);
    expect(await place.runningAnswer()).toBe("0.1.0");
    const again = await deploy(place, [
      enter("press [S]", "D"),
      enter("or [M] to keep the current one (0.1.0): ", "what"),
      enter("Not an answer; try again.", "9.9.9"),
    ]);
    expect(again.text).toContain("there is no release 9.9.9");
    expect(again.exitCode).toBe(3);
    const kept = await deploy(place, [enter("press [S]", "d"), enter("(0.1.0): ", "m")]);
    expect(kept.text).toContain("0.1.0 runs in local and is healthy; nothing to do");
    expect(kept.exitCode).toBe(0);
  });

  full("in Portuguese where the user's language is that: an invalid answer, [M], then [S]", async () => {
    const place = composeProject();
    await place.release(healthyServer);
    const first = await deploy(
      place,
      [enter("pressione [S]", "x"), enter("Opção inválida!", "D"), enter("Informe a versão da imagem (", "dev")],
      portuguese,
    );
    expect(first.text).toContain(
      "Deseja realizar o deploy em:\n\n[K]ubernetes ou no\n[D]ocker?\n\nPara sair, pressione [S]\n",
    );
    expect(first.exitCode).toBe(0);
    expect(await place.runningAnswer()).toMatch(/^0\.0\.0-dev\.g[0-9a-f]{12}$/);
    const second = await deploy(
      place,
      [enter("pressione [S]", "D"), enter("Informe a versão da imagem (", "0.1.0")],
      portuguese,
    );
    expect(second.exitCode).toBe(0);
    const kept = await deploy(
      place,
      [enter("pressione [S]", "D"), enter("ou [M] para manter a atual (0.1.0): ", "M")],
      portuguese,
    );
    expect(kept).toMatchObject({ exitCode: 0, text: expect.stringContaining("0.1.0 runs in local and is healthy") });
    const stopped = await deploy(place, [enter("pressione [S]", "s")], portuguese);
    expect(stopped).toMatchObject({ exitCode: 0, text: expect.stringContaining("Saindo... nada foi alterado.") });
  });

  test("[K] where there is no cluster and [S] change nothing, and Ctrl-C ends with 130", async () => {
    const place = composeProject();
    const kubernetes = await deploy(place, [enter("press [S]", "k")]);
    const nowhere = "no environment of chatops.yaml is in a Kubernetes cluster";
    expect(kubernetes).toMatchObject({ exitCode: 2, text: expect.stringContaining(nowhere) });
    const stopped = await deploy(place, [enter("press [S]", "S")]);
    expect(stopped).toMatchObject({ exitCode: 0, text: expect.stringContaining("Stopped; nothing was changed.") });
    const interrupted = await deploy(place, [{ after: "press [S]", type: "\u0003" }]);
    expect(interrupted).toMatchObject({ exitCode: 130, text: expect.stringContaining("nothing is lost") });
    expect(place.containers()).toEqual([]);
  });

  full("Enter takes the newest release, also when all is typed ahead; the end of the input stops", async () => {
    const place = composeProject();
    await place.release(healthyServer);
    const ahead = await deploy(place, [{ after: "press [S]", type: "what\rd\r\r" }]);
    expect(ahead.text).toContain("Not an answer; try again.");
    expect(ahead.text).toContain("chatops promote 0.1.0 --env local\n");
    expect(ahead.exitCode).toBe(0);
    const ended = await deploy(place, [{ after: "press [S]", type: "\u0004" }]);
    expect(ended).toMatchObject({ exitCode: 0, text: expect.stringContaining("Stopped; nothing was changed.") });
  });

  full("the environment, if several are of the kind; the word that the question shows is understood", async () => {
    const compose = { compose: {}, observe: "1s" };
    const place = composeProject({ environments: { local: compose, shared: compose } });
    await place.release(healthyServer);
    const asked = "Environment (local, shared), or [S] to stop: ";
    const stopped = await deploy(place, [enter("press [S]", "docker"), enter(asked, "s")]);
    expect(stopped).toMatchObject({ exitCode: 0, text: expect.stringContaining("Stopped; nothing was changed.") });
    const typing = [enter("press [S]", "Docker"), enter(asked, "prod"), enter("Not an answer; try again.", "local")];
    const { exitCode, text } = await deploy(place, [...typing, enter("Version of the image (", "")]);
    expect(text).toContain("0.1.0 is healthy in local\n");
    expect(exitCode).toBe(0);
  });

  test("is not asked with --yes, nor in CI", async () => {
    const place = composeProject();
    const ask = (args: string[], env: NodeJS.ProcessEnv) =>
      onTerminal(["deploy", ...args], {
        cwd: place.directory,
        env: { ...place.user.env, ...english, ...env },
        typing: [],
      });
    for (const screen of [await ask(["--yes"], {}), await ask([], { CI: "true" })]) {
      expect(screen).toMatchObject({ exitCode: 2, text: expect.stringContaining("--to compose") });
    }
  });
});
