import type { Sandbox } from "../sandbox/index.ts";
import { plainServer } from "../testing/fixtures/sample-projects.ts";
import { median, ms, timed } from "./measure.ts";
import type { Project } from "./project.ts";
import type { Row } from "./table.ts";

const rounds = 5;

/** How long a release takes beyond the bare build and push of an image like its own. */
export async function measureRelease({ registry }: Sandbox, project: Project): Promise<Row[]> {
  const image = `${registry}/bench/${project.name}-bare`;
  const taken: Record<"bare" | "release", number[]> = { bare: [], release: [] };
  for (let round = 0; round < rounds; round += 1) {
    // Each has a server of its own: what one has built would be in the cache of the other.
    await project.commit(`${plainServer}// bare ${round}\n`);
    taken.bare.push(
      await timed(async () => {
        await project.run("docker", ["build", "--quiet", "--tag", `${image}:${round}`, "."]);
        await project.run("docker", ["push", "--quiet", `${image}:${round}`]);
      }),
    );
    await project.commit(`${plainServer}// released ${round}\n`);
    taken.release.push(await timed(() => project.chatops("release")));
  }
  const [bare, release] = [median(taken.bare), median(taken.release)];
  const beside = `docker build and push: ${ms(bare)}`;
  return [["release", ms(release), beside, `+ ${ms(release - bare)}`, "≤ + 1 s"]];
}
