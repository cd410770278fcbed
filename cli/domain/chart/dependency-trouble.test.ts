import { expect, test } from "vitest";
import { wayToDependencies } from "./dependency-trouble.ts";

const registry = "oci://registry.example.com/charts";
const museum = "https://charts.example.com/team";
const fetch = (url: string, why: string) =>
  `could not download ${registry}/redis: failed to perform "FetchReference" on source: GET "${url}": ${why}`;
const manifest = "https://registry.example.com/v2/charts/redis/manifests/0.1.0";
const unable = (why: string) => [
  `...Unable to get an update from the "${museum}" chart repository:`,
  `failed to fetch ${museum}/index.yaml : ${why}`,
];

test.each<[what: string, said: string[], way: string]>([
  [
    "an old lock file",
    ["Error: the lock file (Chart.lock) is out of sync with the dependencies file (Chart.yaml). Please update the dependencies"],
    "Run `helm dependency update chart` and commit its lock file",
  ],
  [
    "the name of a repository that is not known here",
    ["Error: no repository definition for @team. Please add them via 'helm repo add'"],
    "@team is a name in somebody's own Helm: write the URL into chart/Chart.yaml, or run `helm repo add team <url>`",
  ],
  [
    "several of them",
    ["Error: no repository definition for @team, alias:other. Please add them via 'helm repo add'"],
    "`helm repo add team <url>`",
  ],
  ["a registry that knows nobody", [fetch(manifest, "basic credential not found")], "`helm registry login registry.example.com`"],
  [
    "a registry that refuses a user",
    [fetch(manifest, "response status code 401: unauthorized: authentication required")],
    "`helm registry login registry.example.com`",
  ],
  ["a repository that asks who it is", unable("401 Unauthorized"), `\`helm repo add <name> ${museum} --username <user>`],
  [
    "a repository whose charts are elsewhere",
    ["Error: could not download https://files.example.com/a/redis-1.0.0.tgz: failed to fetch https://files.example.com/a/redis-1.0.0.tgz : 401 Unauthorized"],
    `helm repo add <name> ${museum} --username <user> --password-stdin --pass-credentials`,
  ],
  ["a repository that forbids it", unable("403 Forbidden"), "may not read it"],
  [
    "a registry that denies it",
    [fetch(manifest, "response status code 403: denied: requested access to the resource is denied")],
    "may not read it",
  ],
  ["no repository at that URL", unable("404 Not Found"), "No chart repository is at that URL"],
  [
    "no such version in a registry",
    ['failed to perform "FetchReference" on source: registry.example.com/charts/redis:0.9.0: not found'],
    "no such version of it",
  ],
  [
    "no version that matches, Helm 3",
    ["Error: could not download: Could not locate a version matching provided version string ^2.0.0"],
    "no such version of it",
  ],
  [
    "a name with a path, Helm 4",
    [
      `level=WARN msg="skipping loading invalid entry for chart" error="validation: chart.metadata.name \\"team/redis\\" is invalid"`,
      `Error: can't get a valid version for 1 subchart(s): "team/redis" (repository "${museum}", version "2.x.x")`,
    ],
    "has no path in it",
  ],
  ["no such chart in a repository", [`Error: redis chart not found in repo ${museum}`], "There is no such chart"],
  [
    "no such version in a repository",
    [`Error: can't get a valid version for 1 subchart(s): "redis" (repository "${museum}", version "^9.0.0")`],
    "no such version of it",
  ],
  ["no repository at all", ["Error: directory chart/charts/redis not found"], "A dependency without `repository`"],
  [
    "a registry without TLS",
    [fetch(manifest, "http: server gave HTTP response to HTTPS client")],
    "give that one a certificate",
  ],
  [
    "a certificate of nobody's",
    unable("tls: failed to verify certificate: x509: certificate signed by unknown authority"),
    "SSL_CERT_FILE",
  ],
  ["no way to it", unable("dial tcp: lookup charts.example.com: no such host"), "HTTPS_PROXY"],
  ["what nobody has heard of", ["Error: the moon is full"], "Correct it until `helm dependency build chart` works"],
])("%s is answered with what helps", (_, said, way) => {
  expect(wayToDependencies({ path: "chart", repositories: [registry, museum] }, said)).toContain(way);
});
