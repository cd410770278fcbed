import { messageOf } from "../../../lib/errors.ts";
import { releaseTip } from "../../adapters/git/releases.ts";
import { readSignatures } from "../../adapters/git/signatures.ts";
import { readTagNotes } from "../../adapters/git/tag-notes.ts";
import { readProject } from "../../core/config/read.ts";
import type { Session } from "../../core/session.ts";
import { imagesOf, runReference } from "../../domain/release/release.ts";
import { signatureWords } from "../../domain/release/signature.ts";
import { newestFirst } from "../../domain/release/version.ts";
import type { Environment } from "../../environments/environment.ts";
import type { ClusterChoice } from "../../environments/kubernetes/connection.ts";
import { environmentsOf, openEnvironment } from "../../environments/open.ts";
import { accessOf } from "../../releases/access.ts";
import { type KnownReleases, listReleases } from "../../releases/known-releases.ts";
import type { KnownRelease, ReleasesResult } from "../../results/releases.ts";
import { head } from "../../results/result.ts";
import type { EnvironmentStatus } from "../../results/status.ts";

export interface ReleasesRequest extends ClusterChoice {
  /** How many, the newest ones. */
  limit: number;
}

type Answer = Pick<EnvironmentStatus, "environment" | "version" | "state" | "note">;

/** What is released, and where each version runs. */
export async function releases(session: Session, request: ReleasesRequest): Promise<ReleasesResult> {
  const project = await readProject(session.cwd, session.configFile);
  const environments = environmentsOf(project.config).map((name) =>
    openEnvironment(session, project.config, name, request),
  );
  const [known, ...answers] = await Promise.all([
    listReleases(project, accessOf(session)),
    ...environments.map(answerOf),
  ]);
  const all = await describe(known, answers);
  const shown = all.slice(0, request.limit);
  return {
    ...head("Releases"),
    releases: await withSigners(shown, known, project.config.release.branch),
    total: all.length,
    environments: answers.map(({ environment, version, state, note }) => ({
      environment,
      version,
      note: state === "unknown" ? note : undefined,
    })),
  };
}

/** An environment that does not answer keeps nobody from seeing the releases. */
async function answerOf(environment: Environment): Promise<Answer> {
  try {
    return await environment.status();
  } catch (error) {
    return { environment: environment.name, state: "unknown", note: messageOf(error) };
  }
}

/** Only of those that are shown, as Git starts a program for each. */
async function withSigners(shown: Described[], { repository }: KnownReleases, branch: string): Promise<KnownRelease[]> {
  const signed = shown.filter(({ isSigned }) => isSigned).map(({ release, object }) => ({ name: release.tag, object }));
  if (!repository || signed.length === 0) return shown.map(({ release }) => release);
  const signatures = await readSignatures(repository, signed, await releaseTip(repository, branch));
  return shown.map(({ release }) => {
    const signature = signatures.get(release.tag);
    return { ...release, signature: signature && signatureWords(signature) };
  });
}

/** A release, its tag's object, and whether that is signed. */
interface Described {
  release: KnownRelease;
  object: string;
  isSigned: boolean;
}

async function describe({ repository, naming, tags }: KnownReleases, answers: Answer[]): Promise<Described[]> {
  if (!repository) return [];
  const told = await readTagNotes(repository, naming);
  return newestFirst(tags.map(({ version }) => version)).flatMap((version) => {
    const tag = tags.find((candidate) => candidate.version === version);
    if (!tag) return [];
    const { commit, object, release } = tag;
    const { at = "", isSigned = false } = told.get(version) ?? {};
    const runsIn = answers.flatMap(({ environment, state, ...found }) =>
      found.version === version ? [{ environment, state }] : [],
    );
    const image = release && runReference(release);
    const images = release?.otherImages && imagesOf(release).map((each) => runReference({ version, image: each }));
    const described = { version, tag: tag.name, commit, at, image, images, chart: release?.chart, runsIn };
    return { release: described, object, isSigned };
  });
}
