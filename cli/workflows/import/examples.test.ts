import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { importIn } from "../../../testing/chatops/import.ts";
import { examples } from "../../../testing/fixtures/examples.ts";
import { read } from "../../../testing/fixtures/folder.ts";
import { repository } from "../../../testing/git/repository.ts";
import { packs } from "../../domain/packs/all.ts";

/** What depends on the pack; the other files are shown whole for three projects, in import.test.ts. */
const shown = ["Dockerfile", ".dockerignore", "compose.yaml", "chart/values.yaml"];

const folderOf = (pack: string) => new URL(`../../domain/packs/${pack}/examples/golden/`, import.meta.url).pathname;

test("every pack has examples", () => {
  const shownPacks = new Set(examples().map(({ pack }) => pack));
  expect(packs.filter(({ name }) => !shownPacks.has(name)).map(({ name }) => name)).toEqual([]);
});

describe("an example", () => {
  test.each(examples().map((example) => [`${example.pack}/${example.name}`, example] as const))(
    "%s: what is found, and the files",
    async (_, { pack, name, files }) => {
      const directory = repository(files, { name });
      const { result, notes } = await importIn(directory);
      expect(result.pack).toBe(pack);
      const texts = shown
        .filter((path) => existsSync(join(directory, path)) && !(path in files))
        .map((path) => `=== ${path}\n${read(directory, path)}`);
      expect(texts.join("\n"), "every token of a template is filled in").not.toMatch(/(?<!\w)__[A-Z]/);
      await expect([notes, "", ...texts].join("\n")).toMatchFileSnapshot(`${folderOf(pack)}${name}.txt`);
    },
  );
});
