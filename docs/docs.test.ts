import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { tables } from "./tables.ts";

const root = join(import.meta.dirname, "..");

const pages = ["README.md", "README.pt-BR.md", "CONTRIBUTING.md", "docs"]
  .map((name) => join(root, name))
  .flatMap((path) => (path.endsWith(".md") ? [path] : readdirSync(path).map((name) => join(path, name))))
  .filter((path) => path.endsWith(".md") && existsSync(path));

const block = /(<!-- begin: (?<name>[\w-]+) -->\n)[\s\S]*?(<!-- end: \k<name> -->)/g;

/** The page with each table between its marks. */
function filled(text: string): string {
  return text.replace(block, (_all, begin: string, name: string, end: string) => {
    const table = tables[name];
    if (!table) throw new Error(`no table is called ${name}`);
    return `${begin}\n${table().join("\n")}\n\n${end}`;
  });
}

/** Names that GitHub gives to the headings of a page. */
const anchors = (text: string) =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```$/gm, "").replace(/`[^`\n]*`/g, "");

/** Links of a page to files of this repository, and to headings, that lead nowhere. */
function deadLinks(page: string): string[] {
  const targets = [...withoutCode(readFileSync(page, "utf8")).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = ""]) => to);
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [path = "", anchor] = target.split("#");
    const file = path ? join(dirname(page), path) : page;
    if (!existsSync(file)) return true;
    return anchor !== undefined && !anchors(readFileSync(file, "utf8")).includes(anchor);
  });
}

for (const page of pages) {
  const name = relative(root, page);

  test(`${name}: its tables say what the code says (\`vitest --update\` writes them)`, async () => {
    await expect(filled(readFileSync(page, "utf8"))).toMatchFileSnapshot(page);
  });

  test(`${name}: its links lead somewhere`, () => {
    expect(deadLinks(page)).toEqual([]);
  });
}

test("no page holds what exists on one machine only", () => {
  const found = pages.filter((page) => /\/(root|home|work|tmp)\//.test(readFileSync(page, "utf8")));
  expect(found.map((page) => relative(root, page))).toEqual([]);
});
