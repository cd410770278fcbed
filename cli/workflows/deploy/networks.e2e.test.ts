import { expect, onTestFinished, test } from "vitest";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import { composeProject, crashingServer, healthyServer } from "../../../testing/docker/compose-project.ts";
import { docker } from "../../../testing/docker/docker.ts";

/** Compose stops it for a new network, which takes its time. */
const slow = { image: "node:24-slim", command: ["sh", "-c", "trap '' TERM; sleep 600"], stop_grace_period: "3s" };

const withMtu = (mtu: string) => ({
  services: { slow },
  networks: { default: { driver_opts: { "com.docker.network.driver.mtu": mtu } } },
});

const answerOf = async (container: string) => (await fetch(`http://${docker("port", container, "3000/tcp")}`)).text();

test("a network of others is not made anew, and who was cut off from it is put back", async () => {
  const place = composeProject();
  const network = `${place.name}-local_default`;
  const own = `${place.name}-local-${place.name}-1`;
  const guest = `${place.name}-guest`;
  const mtu = () => docker("network", "inspect", "--format", "{{json .Options}}", network);
  await place.release(healthyServer, { services: { slow } });
  await place.deploy();
  const before = place.containers();
  docker("run", "--detach", "--rm", "--init", "--name", guest, "--network", network, "node:24-slim", "sleep", "600");
  onTestFinished(() => void docker("rm", "--force", guest));

  await place.release(`${healthyServer}// second\n`, withMtu("1400"));
  const refused = await place.deploy();
  expect(refused, refused.stdout).toMatchObject({ exitCode: 3 });
  expect(errorOf(refused)).toMatchObject({
    message: "0.1.1 changes a network that others are in: nothing was changed",
    details: [`${network}: ${guest}`],
    hint: expect.stringContaining(`docker network disconnect ${network} ${guest}`),
  });
  expect(place.containers()).toEqual(before);
  expect(await answerOf(own)).toBe("0.1.0");

  // As a Compose leaves it that was killed, or turned away, in the middle.
  docker("network", "disconnect", "--force", network, guest);
  docker("stop", "--timeout", "1", own);
  docker("network", "disconnect", network, own);
  const changed = await place.deploy();
  expect(changed, changed.stdout).toMatchObject({ exitCode: 0, result: { version: "0.1.1" } });
  expect(mtu()).toContain("1400");
  expect(await answerOf(own)).toBe("0.1.1");

  await place.release(crashingServer("no"), withMtu("1300"));
  const failed = await place.deploy();
  expect(failed, failed.stdout).toMatchObject({ exitCode: 21, result: { aftermath: { did: "rolledBack" } } });
  expect(mtu()).toContain("1400");
  expect(await answerOf(own)).toBe("0.1.1");
});

test("a volume that a version describes otherwise stays as it is, and that is said", async () => {
  const place = composeProject();
  await place.release(healthyServer);
  await place.deploy();
  docker("exec", place.containers()[0] ?? "", "sh", "-c", "echo written > /data/file");
  await place.release(healthyServer, {
    file: { volumes: { data: { driver_opts: { type: "tmpfs", device: "tmpfs" } } } },
  });
  const ran = await place.deploy();
  expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { version: "0.1.1" } });
  expect(ran.stdout).toContain(`the volume ${place.name}-local_data stays as it is, with its data`);
  expect(docker("exec", place.containers()[0] ?? "", "cat", "/data/file")).toBe("written");
});
