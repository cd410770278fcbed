import { expect, test } from "vitest";
import { parse } from "yaml";
import { tree } from "../../../testing/fixtures/project-tree.ts";
import { readTemplates } from "../../adapters/templates.ts";
import { parseConfig } from "../../core/config/parse.ts";
import { python } from "../packs/python/python.ts";
import { generateFiles } from "./generate.ts";

test("what runs beside a program is built as that is", async () => {
  const facts = python.detect(
    tree({
      "requirements.txt": "django\npsycopg2\ncelery\n",
      "manage.py": "",
      "shop/wsgi.py": "application = get_wsgi_application()\n",
      "shop/settings.py": "DATABASES = {'default': env.db('DATABASE_URL')}\n",
      "shop/celery.py": "app = Celery('shop')\n",
    }),
  );
  const files = generateFiles({
    facts,
    config: parseConfig("name: shop", "chatops.yaml"),
    templates: await readTemplates(),
    userFiles: new Map(),
    folder: "",
    build: { context: ".", dockerfile: "images/web/Dockerfile" },
    ci: [],
  });
  const { services } = parse(files.find(({ path }) => path === "compose.yaml")?.content ?? "");
  const built = Object.entries<{ build?: unknown }>(services).filter(([, { build }]) => build !== undefined);
  expect(built.map(([name]) => name).sort()).toEqual(["migration", "shop", "worker"]);
  for (const [, { build }] of built) expect(build).toEqual({ context: ".", dockerfile: "images/web/Dockerfile" });
});
