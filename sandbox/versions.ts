/** Every version the sandbox builds, once. What Debian packages decides its own. */
export const versions = {
  compose: "2.40.3",
  // The one that this version of Compose requires.
  buildx: "0.29.1",
  // The last one that builds from the Go proxy.
  chartmuseum: "0.13.1",
  helm: { 3: "3.21.4", 4: "4.3.1" },
  skaffold: "2.16.1",
  // The last minor that runs on cgroup v1 without being told to; go.mod in parts/kubernetes/programs says the same.
  kubernetes: "1.34.4",
} as const;

/** The oldest programs of the user's own that will do. */
export const oldest = { buildx: "0.12.0", compose: "2.24.0", helm: { 3: "3.14.0", 4: "4.0.0" } } as const;

/** What the base images are made of, beside the Node that package-lock.json pins. */
export const imageVersions = { debian: "bookworm", npm: "11.21.2", corepack: "0.36.0", yarn: "1.22.22" } as const;

/** The Go to download where there is none; the sums are those of the module proxy's archives. */
export const go: { version: string; sha256: Record<string, string> } = {
  version: "1.26.8",
  sha256: {
    "linux-amd64": "30c2b1bf7dcc88d3eb0a1364e47ddd9128edb3110a30e8a0ef61cd5856b31de7",
    "linux-arm64": "02b36b6787b3ac767668f630e2998df45a3b1f9ffee08d1bf3ef6487cd658d99",
  },
};
