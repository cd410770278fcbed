import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../lib/processes.ts";
import { up } from "../sandbox/index.ts";
import { plainServer } from "../testing/fixtures/sample-projects.ts";
import { inTurns, ms } from "./measure.ts";
import { createProject, type Project } from "./project.ts";
import { measurePromotions } from "./promotion.ts";
import { measureRelease } from "./release.ts";
import { measureStart } from "./startup.ts";
import { type Row, table } from "./table.ts";

const report = (line: string) => console.error(line);

/** `helm package` of the project's chart, which a release runs twice, and what chatops does around it. */
async function measurePackaging(project: Project, helm: Record<3 | 4, string>): Promise<Row[]> {
  const { stageChart } = await import("../cli/adapters/chart-files.ts");
  const { missingSubcharts, unpackChart } = await import("../cli/domain/chart/package.ts");
  const { packageChart } = await import("../cli/adapters/helm/package.ts");
  const scratch = await mkdtemp(join(project.directory, "packaging-"));
  const packaging = { env: project.env, scratch, running: { signal: undefined } };
  const pack = (program: string) => project.run(program, ["package", "chart", "--destination", scratch]);
  const taken = await inTurns(7, {
    chatops: async () => {
      await stageChart(project.directory, "chart", join(scratch, "copies"));
      const packaged = await packageChart(join(scratch, "copies", "chart"), "chart", packaging);
      missingSubcharts(unpackChart(packaged ?? new Uint8Array()));
    },
    helm3: () => pack(helm[3]),
    helm4: () => pack(helm[4]),
  });
  await rm(scratch, { recursive: true });
  const beside = `helm 3 package: ${ms(taken.helm3)}, helm 4: ${ms(taken.helm4)}`;
  return [["packaging the chart", ms(taken.chatops), beside, "", ""]];
}

const sandbox = await up({ report, cluster: "own" });
const id = randomBytes(3).toString("hex");
const projects = { 3: await createProject(sandbox, `bench-${id}`), 4: await createProject(sandbox, `bench4-${id}`) };
const project = projects[3];
try {
  for (const each of Object.values(projects)) await each.release(`${plainServer}// first\n`);
  const rows = [
    ...(await measureStart(project)),
    ...(await measurePackaging(project, sandbox.helm)),
    ...(await measureRelease(sandbox, project)),
    ...(await measurePromotions(sandbox, projects)),
  ];
  console.log(table(rows).join("\n"));
} finally {
  for (const { namespace, remove } of Object.values(projects)) {
    const deletion = ["delete", "namespace", namespace, "--ignore-not-found", "--wait=false"];
    await run("kubectl", deletion, { env: sandbox.env });
    await remove();
  }
}
process.exit(0);
