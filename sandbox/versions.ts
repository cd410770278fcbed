/** Every version the sandbox builds, once. What Debian packages decides its own. */
export const versions = {
  compose: "2.40.3",
  // The one that this version of Compose requires.
  buildx: "0.29.1",
  // The last one that builds from the Go proxy.
  chartmuseum: "0.13.1",
  helm: { 3: "3.21.4", 4: "4.3.1" },
  skaffold: "2.16.1",
  actionlint: "1.7.12",
  kubeScore: "1.20.0",
  checkov: "3.3.30",
  checkJsonschema: "0.39.0",
  // The minor that this version of buildx is made for.
  buildkit: "0.25.2",
  kwok: "0.7.0",
  moto: "5.2.5",
  awsCli: "1.45.11",
  prometheusOperator: "0.85.0",
  externalSecrets: "1.3.2",
  gatewayApi: "1.3.0",
  victoriaLogs: "1.52.2",
  jaeger: "1.76.0",
  // The last minor for Java 17, which Debian has.
  opensearch: "2.19.6",
  // The last one whose module has this path.
  gitea: "1.26.0",
  // The last minor that runs on cgroup v1 without being told to; go.mod in parts/kubernetes/programs says the same.
  kubernetes: "1.34.4",
} as const;

/** The oldest programs of the user's own that will do. */
export const oldest = { buildx: "0.12.0", compose: "2.24.0", helm: { 3: "3.14.0", 4: "4.0.0" } } as const;

/** What the base images are made of, beside the Node that package-lock.json pins. */
export const imageVersions = { debian: "bookworm", npm: "11.21.2", corepack: "0.36.0", yarn: "1.22.22" } as const;

/** The Go that is fetched if there is none from 1.21 on. */
export const goVersion = "1.26.8";
