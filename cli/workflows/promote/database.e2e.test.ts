import { describe, expect } from "vitest";
import { type ClusterProject, clusterProject } from "../../../testing/cluster/cluster-project.ts";
import { helmMajors, helm as helmSays } from "../../../testing/cluster/helm.ts";
import { provideNodeImages } from "../../../testing/cluster/node-images.ts";
import { exampleFiles } from "../../../testing/fixtures/examples.ts";
import type { Files } from "../../../testing/fixtures/folder.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full } from "../../../testing/setup/short-run.ts";

const own = ownServers();
const example = exampleFiles("node", "postgres-worker");
const database = "postgres:17-bookworm";

/** Its people wrote the Dockerfile; what runs beside the program is found all the same. */
const files: Files = {
  ...example,
  Dockerfile: `FROM node:24-slim
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY src src
ARG APP_VERSION
ENV APP_VERSION=$APP_VERSION
USER 1000
CMD ["node", "src/server.js"]
`,
};

const text = (path: string) => String(example[path]);
/** The next version keeps when a visit was; its program does not start without that column. */
const nextMigrations = text("src/migrate.js").replace(
  /^\];/m,
  '  "ALTER TABLE visits ADD COLUMN at timestamptz NOT NULL DEFAULT now()",\n];',
);
const nextServer = text("src/server.js").replace("SELECT count(*)::int AS visits", "SELECT count(at)::int AS visits");

/** What the program answers, asked from inside of its container. */
const answerOf = (place: ClusterProject, path: string) => {
  const script = `fetch("http://127.0.0.1:" + process.env.PORT + "${path}").then((r) => r.text()).then(console.log)`;
  return JSON.parse(place.kubectl("staging", "exec", `deployment/${place.name}`, "--", "node", "-e", script));
};

async function untilSeen(place: ClusterProject): Promise<unknown> {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const counts = answerOf(place, "/counts");
    if (counts.seen === counts.visits) return counts;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return expect.fail("the worker sees no visit");
}

describe.each(helmMajors)("a project with a database, migrations and a worker, with Helm %i", (helm) => {
  full("is migrated before each version runs, and keeps its data", { timeout: 20 * 60_000 }, async ({ skip }) => {
    if ((await provideNodeImages([database])).length > 0) skip(`${database} cannot be had`);
    const place = await clusterProject({ publish: { charts: own.charts, registry: sandbox().registry }, helm, files });
    const promote = async () => (await place.promote("--env", "staging", "--timeout", "5m")).result;

    const first = await place.release("");
    expect(await promote()).toMatchObject({ outcome: "healthy", version: first });
    expect(answerOf(place, "/")).toMatchObject({ visits: 1 });
    expect(await untilSeen(place)).toEqual({ visits: 1, seen: 1 });
    const [job] = place.objects("staging", "jobs");
    expect(job).toMatchObject({ metadata: { name: `${place.name}-migration` }, status: { succeeded: 1 } });

    const next = await place.release("", { "src/migrate.js": nextMigrations, "src/server.js": nextServer });
    expect(await promote()).toMatchObject({ outcome: "healthy", version: next });
    expect(answerOf(place, "/counts")).toEqual({ visits: 1, seen: 1 });

    await place.release("", { "src/migrate.js": "throw new Error('this migration is broken');\n" });
    expect(await promote()).toMatchObject({ outcome: "failed", verdict: { code: "hook.failed" } });
    expect(answerOf(place, "/counts")).toEqual({ visits: 1, seen: 1 });

    const [{ data }] = place
      .objects("staging", "secrets")
      .filter(({ metadata }) => metadata.name.endsWith("-postgres"));
    const password = Buffer.from(data.password, "base64").toString();
    const manifest = await helmSays(helm, "get", "manifest", place.name, "--namespace", place.namespaces.staging);
    expect(password).toMatch(/^[0-9a-f]{64}$/);
    expect(manifest + JSON.stringify(place.objects("staging", "configmaps,jobs"))).not.toContain(password);
  });
});
