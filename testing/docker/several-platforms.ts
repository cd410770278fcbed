import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished } from "vitest";
import { folder } from "../fixtures/folder.ts";
import { sandbox } from "../sandbox/sandbox.ts";

const settings = (place: string, registry: string) => `root = "${join(place, "root")}"
[grpc]
  address = ["unix://${join(place, "socket")}"]
[worker.oci]
  snapshotter = "native"
[worker.containerd]
  enabled = false
[registry."${registry}"]
  http = true
`;

/** Environment in which `docker buildx build` takes a builder beside the engine, as one in a container is; gone with the test. */
export async function builderOfItsOwn(registry: string): Promise<NodeJS.ProcessEnv> {
  const place = folder({}, "b");
  const config = join(folder({ "buildkitd.toml": settings(place, registry) }), "buildkitd.toml");
  const running = execa(sandbox().buildkit, ["--config", config], { reject: false });
  onTestFinished(async () => {
    running.kill("SIGTERM");
    await running;
  });
  const env = { BUILDX_CONFIG: folder(), BUILDX_BUILDER: "several" };
  const socket = `unix://${join(place, "socket")}`;
  await execa("docker", ["buildx", "create", "--name", env.BUILDX_BUILDER, "--driver", "remote", socket], { env });
  const isReady = async () => (await execa("docker", ["buildx", "inspect"], { env })).stdout;
  await expect.poll(isReady).toMatch(/^Status: +running$/m);
  return env;
}
