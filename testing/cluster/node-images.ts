import { docker } from "../docker/docker.ts";
import { sandbox } from "../sandbox/sandbox.ts";

/** Makes images that a chart names, where they cannot be pulled, and brings them to where the nodes look for them. */
export async function provideNodeImages(images: string[]): Promise<string[]> {
  const { provideBases, registry } = sandbox();
  const absent = await provideBases(images);
  for (const image of images.filter((name) => !absent.includes(name))) {
    const name = `${registry}/library/${image}`;
    docker("tag", image, name);
    docker("push", "--quiet", name);
    docker("rmi", name);
  }
  return absent;
}
