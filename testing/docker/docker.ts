import { execFileSync } from "node:child_process";
import { onTestFinished } from "vitest";

/** `docker` on the sandbox's engine. */
export const docker = (...args: string[]): string =>
  execFileSync("docker", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 2 ** 28 }).trim();

const linesOf = (text: string) => text.split("\n").filter(Boolean);

/** Removes, when the test is over, every container, network, volume and image that stands under a name. */
export function removeAfterwards(name: string): void {
  onTestFinished(() => {
    const remove = (ids: string[], ...command: string[]) => ids.length > 0 && docker(...command, ...new Set(ids));
    const labelled = ["--quiet", "--filter", `name=${name}`];
    remove(linesOf(docker("ps", "--all", ...labelled)), "rm", "--force", "--volumes");
    remove(linesOf(docker("network", "ls", ...labelled)), "network", "rm");
    remove(linesOf(docker("volume", "ls", ...labelled)), "volume", "rm");
    remove(imagesOf(name), "rmi", "--force");
  });
}

/** Ids of the images whose repository is `name`, in whatever registry. */
export const imagesOf = (name: string): string[] => {
  const references = [name, `*/${name}`, `*/*/${name}`].flatMap((reference) => ["--filter", `reference=${reference}`]);
  return linesOf(docker("images", "--quiet", "--no-trunc", ...references));
};

/** Text of a file in an image, which needs no program in it; undefined where the image has no such file. */
export function fileInImage(image: string, path: string): string | undefined {
  const id = docker("create", image, "unused");
  try {
    const archive = execFileSync("docker", ["cp", `${id}:${path}`, "-"], { stdio: ["ignore", "pipe", "ignore"] });
    return archive.subarray(512, 512 + Number.parseInt(archive.subarray(124, 135).toString(), 8)).toString();
  } catch {
    return undefined;
  } finally {
    docker("rm", id);
  }
}
