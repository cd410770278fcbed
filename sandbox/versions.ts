/** Every version the sandbox installs or builds, once. What Debian packages decides its own. */
export const versions = {
  debian: "bookworm",
  buildx: "0.30.1",
  compose: "2.40.3",
  // The last one that builds from the Go proxy.
  chartmuseum: "0.13.1",
  npm: "11.21.2",
  corepack: "0.36.0",
  yarn: "1.22.22",
} as const;

/** The oldest plugins of the user's own that will do. */
export const oldest = { buildx: "0.12.0", compose: "2.24.0" } as const;
