/** Every version the sandbox builds, once. What Debian packages decides its own. */
export const versions = {
  compose: "2.40.3",
  // The one that this version of Compose requires.
  buildx: "0.29.1",
  // The last one that builds from the Go proxy.
  chartmuseum: "0.13.1",
} as const;

/** The oldest plugins of the user's own that will do. */
export const oldest = { buildx: "0.12.0", compose: "2.24.0" } as const;

/** What the base images are made of, beside the Node that package-lock.json pins. */
export const imageVersions = { debian: "bookworm", npm: "11.21.2", corepack: "0.36.0", yarn: "1.22.22" } as const;
