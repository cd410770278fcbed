import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { filesWith, watchCommandLines } from "../../../testing/chatops/secret-traces.ts";
import { type ClusterProject, clusterProject, sandboxCluster } from "../../../testing/cluster/cluster-project.ts";
import { connected, limitedUser } from "../../../testing/cluster/namespaces.ts";
import { redisBacked, redisServer } from "../../../testing/cluster/redis-project.ts";
import { loggedInTo } from "../../../testing/docker/docker-config.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { type Auth, ownServers } from "../../../testing/servers/own-servers.ts";

// In no other file: command lines of the whole machine are searched for it while other tests run.
const auth: Auth = { user: "robot", password: "pa55-of-the-promotion" };
const own = ownServers({ auth });
const redisPassword = "5ec7e7".repeat(10);
const forms = (secret: string) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")];
const decoded = (text: string) => Buffer.from(text, "base64");

/** Says all that it knows, and ends. */
const talkative = `const { REDIS_URL, REDIS_PASSWORD } = process.env;
console.log("environment:", REDIS_PASSWORD, Buffer.from(REDIS_PASSWORD).toString("base64"));
throw new Error("cannot reach " + REDIS_URL);
`;

/** The user's entry of a kubeconfig. */
const userIn = (file: string) => parse(readFileSync(file, "utf8")).users[0].user;

/** What the cluster keeps of promotions: the history, the Lease, and Helm's revisions as Helm reads them. */
function kept(place: ClusterProject): string {
  const revisions = place
    .objects("staging", "secrets")
    .filter(({ type }) => type === "helm.sh/release.v1")
    .map(({ data }) => gunzipSync(decoded(decoded(data.release).toString())).toString());
  expect(revisions.length).toBeGreaterThan(1);
  return [JSON.stringify(place.objects("staging", "configmaps,leases")), ...revisions].join("\n");
}

test("no secret is shown or left behind, not even by a program that tells its own", async () => {
  const { registry } = sandbox();
  const place = await clusterProject({
    publish: { charts: own.charts, registry },
    files: redisBacked,
    env: {
      CHARTMUSEUM_CREDS_USR: auth.user,
      CHARTMUSEUM_CREDS_PSW: auth.password,
      ...loggedInTo({ [registry]: auth }),
    },
  });
  const all = [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }];
  const kubeconfig = await limitedUser(
    await connected(sandboxCluster().kubeconfig, { namespace: place.namespaces.staging }),
    all,
  );
  // One that is there is kept, so that it is known before it could be seen.
  place.kubectl(
    "staging",
    "create",
    "secret",
    "generic",
    `${place.name}-redis`,
    `--from-literal=password=${redisPassword}`,
  );
  const keys = [userIn(sandboxCluster().kubeconfig)["client-key-data"], userIn(kubeconfig).token];
  const secrets = [...new Set([redisPassword, auth.password, ...keys].flatMap(forms))];
  const promote = (...args: string[]) =>
    watchCommandLines(secrets, () => place.chatops("promote", "--env", "staging", "--yes", "--verbose", ...args));

  const version = await place.release(redisServer);
  const [well, wellLines] = await promote();
  expect(well, well.stdout).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`${version} is healthy`) });
  await place.release(talkative);
  const [failed, failedLines] = await promote("--json", "--kubeconfig", kubeconfig);
  expect(failed, failed.stdout).toMatchObject({
    exitCode: 21,
    result: { aftermath: { did: "rolledBack", version: version } },
  });
  expect(failed.result.verdict.evidence.join("\n")).toMatch(/cannot reach redis:\/\/\[hidden\]@/);

  expect([...wellLines, ...failedLines]).toEqual([]);
  const shown = [well, failed].map(({ stdout, stderr }) => stdout + stderr).join("\n");
  const history = (await place.chatops("history", "--env", "staging", "--json")).stdout;
  for (const text of [shown, history, kept(place)]) {
    for (const secret of secrets) expect(text).not.toContain(secret);
  }
  expect(readFileSync(failed.result.evidence, "utf8")).toContain("cannot reach");
  for (const folder of [place.user.home, place.directory, place.remote ?? ""]) {
    expect(filesWith(secrets, folder)).toEqual([]);
  }
});
