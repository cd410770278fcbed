import type { CommitReport, DeploymentReport } from "../../domain/git-hosts/report.ts";

/** What a host calls at each push. */
export interface Hook {
  url: string;
  secret: string;
  /** Also when a pull request changes, or somebody comments on it. */
  tellsPulls?: boolean;
}

/** A Git host, by its API. Everything throws a Failure where the host does not do it. */
export interface GitHost {
  /** Throws if the token may not even see the repository. */
  verify(): Promise<void>;
  /** Shows a report beside its commit, in place of the one before. */
  tellCommit(report: CommitReport): Promise<void>;
  /** Shows what became of an environment, if the host shows environments. */
  tellDeployment?(report: DeploymentReport): Promise<void>;
  /** Numbers of the pull requests that brought a commit onto a branch. */
  pullRequestsOf(commit: string, branch: string): Promise<number[]>;
  commentsOn(pullRequest: number): AsyncIterable<string>;
  comment(pullRequest: number, text: string): Promise<void>;
  /** Has it call at each push, once however often this is asked. Answers whether it did so before. */
  register(hook: Hook): Promise<{ wasThere: boolean }>;
}

/** Answers whether no such comment was there before. */
export async function commentOnce(host: GitHost, pullRequest: number, mark: string, text: string): Promise<boolean> {
  for await (const found of host.commentsOn(pullRequest)) if (found.includes(mark)) return false;
  await host.comment(pullRequest, text);
  return true;
}
