import { expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { git } from "../../../testing/git/repository.ts";
import { sharedRepository } from "../../../testing/git/shared-repository.ts";
import { fetchReleases } from "../../adapters/git/releases.ts";
import { openRepository } from "../../adapters/git/repository.ts";
import { parseConfig } from "../../core/config/parse.ts";
import { namingOf } from "../../domain/release/naming.ts";
import { readValues } from "./values.ts";

const config = parseConfig("name: shop\n", "chatops.yaml");

/** A branch of three commits, each with values of its own, of which a run's clone stands at the second. */
async function branch() {
  const shared = sharedRepository();
  const commits = ["first", "second", "third"].map((text) => shared.commit(text, { "values.yaml": text }));
  const [first = "", second = "", third = ""] = commits;
  const { signal } = new AbortController();
  const repository = await openRepository(shared.directory, { env: process.env, signal });
  await fetchReleases(repository, namingOf(config));
  git(shared.directory, "checkout", "--quiet", "--detach", second);
  const read = (released: string, run: string | undefined, path = "values.yaml") =>
    readValues(repository, config, { values: [path] }, { released, run });
  return { first, second, third, read };
}

test("values are those of the place today, and of an automatic run those of its commit", async () => {
  const { first, second, third, read } = await branch();
  expect(await read(first, undefined)).toMatchObject({ texts: ["third\n"], commit: third });
  expect(await read(second, second)).toMatchObject({ texts: ["second\n"], commit: second });
  // One that was healthy before the gate, and is older than what the run is of.
  expect(await read(first, second)).toMatchObject({ texts: ["second\n"], commit: second });
  // One that somebody else released while the run was at work.
  expect(await read(third, second)).toMatchObject({ texts: ["third\n"], commit: third });
});

test("a file that is not there is named with the commit", async () => {
  const { second, read } = await branch();
  const failure = await failureOf(read(second, second, "prod.yaml"));
  expect(failure.message).toBe(
    `prod.yaml is not in commit ${second.slice(0, 7)}, where the environment's values are read`,
  );
});
