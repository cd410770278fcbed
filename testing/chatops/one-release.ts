import { expect } from "vitest";
import { reservationsOn, tagsOf } from "../git/git-project.ts";
import { git } from "../git/repository.ts";
import type { Published } from "../servers/own-servers.ts";
import { chartsIn, imageInRegistry, tagsInRegistry } from "../servers/published-artifacts.ts";

/** A project that has released once. */
interface Released {
  name: string;
  directory: string;
  /** The bare repository of its remote. */
  remote: string;
}

/** Expects one version, everywhere the same, and nothing else. */
export async function expectOneRelease(publish: Published, { name, directory, remote }: Released): Promise<void> {
  expect(tagsOf(remote)).toEqual(["v0.1.0"]);
  expect(reservationsOn(remote)).toEqual([]);
  const commit = git(directory, "rev-parse", "HEAD");
  expect(git(remote, "rev-parse", "v0.1.0^{commit}")).toBe(commit);
  expect(await tagsInRegistry(publish.registry, `team/${name}`)).toEqual(["0.1.0", `commit-${commit}-0.1.0`]);
  const image = await imageInRegistry(publish.registry, `team/${name}`, "0.1.0");
  const charts = await chartsIn(publish.charts, name);
  expect(charts).toMatchObject([{ version: "0.1.0" }]);
  const message = git(remote, "tag", "--list", "--format=%(contents)", "v0.1.0");
  expect(message).toContain(`Image-Digest: ${image?.digest}\n`);
  expect(message).toContain(`Chart-Digest: sha256:${charts[0]?.digest}\n`);
}
