import type { Recipe } from "../recipe.ts";

const source = ["ca-certificates", "curl", "git", "gnupg", "openssh-client", "procps", "wget"];

/** Of what the real one has, that which packages of Node, Python and Ruby are compiled against. */
const compilers = [
  "build-essential",
  "default-libmysqlclient-dev",
  "libbz2-dev",
  "libcurl4-openssl-dev",
  "libffi-dev",
  "libjpeg-dev",
  "liblzma-dev",
  "libpng-dev",
  "libpq-dev",
  "libreadline-dev",
  "libsqlite3-dev",
  "libssl-dev",
  "libwebp-dev",
  "libxml2-dev",
  "libxslt1-dev",
  "libyaml-dev",
  "patch",
  "pkg-config",
  "unzip",
  "xz-utils",
  "zlib1g-dev",
];

/** buildpack-deps:bookworm, with compilers, and buildpack-deps:bookworm-scm, with Git. */
export const buildpackDeps: Recipe = (image) => {
  const [, suite, scm] = image.match(/^buildpack-deps:(bullseye|bookworm|trixie)(-scm)?$/) ?? [];
  if (!suite) return undefined;
  return {
    folder: import.meta.dirname,
    from: scm ? `debian:${suite}-slim` : `buildpack-deps:${suite}-scm`,
    args: { PACKAGES: (scm ? source : compilers).join(" ") },
  };
};
