import { symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type ProcessFailure, run } from "../../lib/processes.ts";
import { programPath as chatops } from "../chatops/built-chatops.ts";
import type { User } from "../chatops/user.ts";
import { folder } from "../fixtures/folder.ts";
import type { Auth } from "../servers/own-servers.ts";

interface Job {
  /** URL of the repository; a branch of it is built, or a pull request. */
  url: string;
  branch?: string;
  pullRequest?: number;
  /** Where the Jenkinsfile lies. */
  folder?: string;
  /** Whose account the agent runs under. */
  user: User;
  /** What Jenkins keeps for its jobs, by id. */
  credentials?: Record<string, Auth | string>;
  /** Image that chatops is taken from; without it the agent has chatops. */
  image?: string;
  /** The last stage to run. */
  until?: string;
}

interface Build {
  commit: string;
  exitCode: number | undefined;
  /** All that the agent said, on both outputs. */
  output: string;
}

const pipeline = join(import.meta.dirname, "pipeline.groovy");

/** Builds a job as an agent of Jenkins does, by the Jenkinsfile of the commit, with chatops in PATH. */
export async function build(job: Job): Promise<Build> {
  const { url, branch = "main", pullRequest, user, folder: place = ".", until } = job;
  const workspace = folder({}, "workspace");
  const [name, ref] = pullRequest
    ? [`PR-${pullRequest}`, `refs/pull/${pullRequest}/head`]
    : [branch, `refs/heads/${branch}`];
  const commit = await checkOut(workspace, user, url, ref, name);
  const env = {
    ...user.env,
    ...variablesOf(job, name),
    WORKSPACE: workspace,
    WORKSPACE_TMP: folder({}, "workspace@tmp"),
    GIT_COMMIT: commit,
  };
  const args = [pipeline, join(place, "Jenkinsfile"), ...(until ? [until] : [])];
  const { exitCode, stdout, stderr } = await run("groovy", args, { cwd: workspace, env }).catch(
    ({ exitCodeOfProcess: exitCode, ...ran }: ProcessFailure) => ({ ...ran, exitCode }),
  );
  return { commit, exitCode, output: `${stdout}\n${stderr}` };
}

/** What Jenkins tells a build about itself. */
const variablesOf = ({ url, branch = "main", pullRequest, user, credentials = {}, image }: Job, name: string) => ({
  ...(image ? { CHATOPS_IMAGE: image } : { PATH: [folderOfChatops(), user.env.PATH].join(delimiter) }),
  JENKINS_URL: "https://jenkins.example.com/",
  JENKINS_CREDENTIALS: JSON.stringify(credentials),
  BUILD_NUMBER: "1",
  GIT_BRANCH: name,
  GIT_URL: url,
  BRANCH_NAME: name,
  ...(pullRequest && { CHANGE_ID: String(pullRequest), CHANGE_TARGET: branch }),
});

/** The working copy that Jenkins makes: shallow, detached, without tags, and with no other branch. Returns its commit. */
async function checkOut(workspace: string, { env }: User, url: string, ref: string, name: string): Promise<string> {
  const git = (...args: string[]) => run("git", args, { cwd: workspace, env });
  const refspec = `+${ref}:refs/remotes/origin/${name}`;
  await git("init", "--quiet");
  await git("fetch", "--quiet", "--no-tags", "--force", "--depth=1", "--", url, refspec);
  await git("config", "remote.origin.url", url);
  await git("config", "remote.origin.fetch", refspec);
  await git("checkout", "--quiet", "--force", `refs/remotes/origin/${name}`);
  return (await git("rev-parse", "HEAD")).stdout;
}

function folderOfChatops(): string {
  const programs = folder({}, "programs");
  symlinkSync(chatops, join(programs, "chatops"));
  return programs;
}
