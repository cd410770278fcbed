import { describe, expect, test } from "vitest";
import { tree } from "../../../../testing/fixtures/project-tree.ts";
import { renderDockerfile } from "../../dockerfile/render.ts";
import { apartFromMigrating } from "./build-scripts.ts";
import { readManifest } from "./manifest.ts";
import { node } from "./node.ts";

describe("a build that changes a database", () => {
  const apart = (build: string) =>
    apartFromMigrating(
      "build",
      readManifest(tree({ "package.json": { scripts: { build, up: "knex migrate:latest" } } })),
    );

  test.each([
    ["prisma migrate deploy && next build", ["npx next build"]],
    ["prisma db push && npm run css && next build", ["npm run css", "npx next build"]],
    ["npm run up && DB=x node build.js", ["DB=x node build.js"]],
    ["NODE_ENV=production vite build && tsx src/db/migrate.ts", ["NODE_ENV=production npx vite build"]],
  ])("%s", (build, steps) => {
    expect(apart(build)).toEqual(steps);
  });

  test.each(["next build", "prisma migrate deploy", "npm run css && next build", "prisma db push && a | b"])(
    "%s is left as it is",
    (build) => {
      expect(apart(build)).toBeUndefined();
    },
  );

  test("what it does to the database is done before a release", () => {
    const { dockerfile, processes, warnings } = node.detect(
      tree({
        "package.json": {
          scripts: { build: "prisma generate && prisma db push && next build", start: "next start" },
          dependencies: { next: "15", "@prisma/client": "6", prisma: "^6.1.0" },
        },
        "prisma/schema.prisma": 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}',
      }),
    );
    expect(renderDockerfile(dockerfile ?? [])).toContain(
      "npx prisma generate && npx next build && rm -rf node_modules",
    );
    expect(processes?.migration?.value).toBe("node_modules/.bin/prisma db push --skip-generate");
    expect(warnings).toContainEqual(expect.objectContaining({ text: expect.stringContaining("changes the database") }));
  });
});
