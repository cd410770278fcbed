/** Installs packages of Debian, and leaves nothing else of that in the image. */
export const installDebian = (packages: readonly string[]): string =>
  `apt-get update && apt-get install -y --no-install-recommends ${packages.join(" ")} && rm -rf /var/lib/apt/lists/*`;
