import { afterAll, describe, expect } from "vitest";
import { createDemo, type Played, verifyFacts, verifyTold } from "../testing/demo/demo-run.ts";
import { sandbox } from "../testing/sandbox/sandbox.ts";
import { full } from "../testing/setup/short-run.ts";
import { composeProject, containerOf } from "./chat.ts";

const demo = createDemo("--compose");

async function verifyPlayed(played: Played): Promise<void> {
  await verifyTold(demo, played);
  const facts = await demo.factsOf(played.pushed);
  verifyFacts(facts, played.pushed);
  const [running] = JSON.parse(await demo.tell("docker", "inspect", containerOf(demo.name)));
  expect(running.Config.Image).toBe(`${sandbox().registry}/${demo.name}:${played.pushed}@${facts.imageDigest.tag}`);
  expect(running.Config.Labels["org.opencontainers.image.revision"]).toBe(facts.commit);
}

describe("the demo on Docker Compose", () => {
  let first: Played | undefined;
  afterAll(async () => {
    if (!first) return;
    await demo.tell("docker", "compose", "--project-name", composeProject(demo.name), "down", "--volumes");
    await demo.remove();
  });

  full("tells one version at every artifact, and loses no message", async () => {
    first = await demo.play();
    await verifyPlayed(first);
    expect(first.released).toEqual(["0.1.0", "0.2.0", "0.3.0"]);
  });

  full("goes on after it was interrupted while it deployed the broken version", async () => {
    const interrupted = await demo.play("so this deployment must fail");
    expect(interrupted.code, interrupted.output).toBe(130);
    const again = await demo.play();
    await verifyPlayed(again);
    expect(again.released).toEqual(["0.5.1", "0.6.0", "0.7.0"]);
    expect(again.address).toBe(first?.address);
  });
});
