import { gzipSync } from "node:zlib";
import { preconditionError } from "../../../lib/errors.ts";
import { chartFile } from "../../domain/release/naming.ts";
import { formOf, type HttpRepository, unexpected, verifyTaken } from "./http-repository.ts";
import type { ChartStore } from "./store.ts";

/** An archive of no files: ChartMuseum and Gitea call anything else an error of theirs. */
const noChart = gzipSync(Buffer.alloc(1024));

/** A ChartMuseum, with whatever path and tenants its URL names, or a server with its API such as Gitea. */
export function chartMuseum(repository: HttpRepository): ChartStore {
  const { url, ask, reading, verifyReadRight } = repository;
  const api = `${url}/api/charts`;
  return {
    ...reading,
    planOf: ({ name, version }) => `POST ${chartFile(name, version)} to ${api}`,
    async verifyWriteRight(name) {
      const question = await formOf({ name: chartFile(name, "0.0.0"), packaged: noChart });
      // 500 may be this server's word for an archive without a chart.
      const reply = await ask(api, { ...question, answer: 500 });
      if (takesNoPost.includes(reply.status)) throw await takesNone(repository);
      if (reply.status > 500) throw unexpected(url, reply);
      await verifyReadRight(name);
    },
    async upload(_, packaged) {
      verifyTaken(url, await ask(api, { method: "POST", body: Buffer.from(packaged) }), packaged.length);
    },
  };
}

/** What servers of files say, too. */
const takesNoPost = [404, 405, 501];

/** Either its API is off, or there is no ChartMuseum. */
async function takesNone({ url, ask }: HttpRepository) {
  const known = ofHarbor(url) ?? ofPart(url);
  if (known) return known;
  const index = await ask(`${url}/index.yaml`);
  // A page for people may stand at any path.
  if (!index.ok || index.text.startsWith("<")) return unexpected(url, index);
  return preconditionError(`the chart repository ${url} shows charts, but takes none at ${url}/api/charts`, {
    hint:
      "Run ChartMuseum with DISABLE_API=false; its own chart sets it to true. To Nexus or Artifactory charts go by " +
      "`repository: { put: URL }`, to GitLab by `repository: { gitlab: URL }`. Pages such as those of GitHub and buckets " +
      "take none from here: a registry does, `repository: oci://<registry>/<path>`.",
  });
}

/** Somebody took an address of the API, or of the index, for that of the repository. */
function ofPart(url: string) {
  const [, base, part] = /^(.{1,2000})(\/api\/charts|\/index\.yaml)$/.exec(url) ?? [];
  if (base === undefined) return undefined;
  return preconditionError(`the chart repository's own URL ends before ${part}: ${url}`, {
    hint: `Name it as \`helm repo add\` does: \`chart: { repository: "${base}" }\` in chatops.yaml.`,
  });
}

/** Where Harbor had a ChartMuseum until version 2.8, whose API stood elsewhere; since 2.0 charts are beside its images. */
function ofHarbor(url: string) {
  const { host, pathname } = new URL(url);
  const [, project] = /^\/chartrepo\/([^/]+)$/.exec(pathname) ?? [];
  if (!project) return undefined;
  return preconditionError(`the chart repository ${url} takes no charts: Harbor has them beside its images`, {
    hint: `Name its registry in chatops.yaml: \`chart: { repository: "oci://${host}/${project}/charts" }\``,
  });
}
