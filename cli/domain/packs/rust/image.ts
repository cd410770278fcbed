import type { Instruction, Stage } from "../../dockerfile/dockerfile.ts";
import type { ProgramImage } from "../../dockerfile/program-image.ts";
import { builtPages, pagesStage } from "../node/pages.ts";
import { installDebian } from "../shared/debian.ts";
import { commandWords } from "../shared/procfile.ts";
import type { Crate } from "./cargo.ts";
import type { ServedPages } from "./pages.ts";

/** What the image of a Rust program depends on. */
export interface Findings {
  /** Tag of the image that it is built in. */
  rust: string;
  crate: Crate;
  program: string;
  isLocked: boolean;
  /** Queries were checked beforehand, against a database that no build has. */
  isPrepared: boolean;
  /** Names of all packages that are compiled. */
  packages: ReadonlySet<string>;
  assets: readonly string[];
  pages: ServedPages | undefined;
  isRocket: boolean;
  /** The command that it is told, so that it serves. */
  told: string | undefined;
}

const cache = "/var/cache/cargo";

/** Packages that are compiled against a library: the Debian package that has it when the program runs. */
const libraries: Readonly<Record<string, string>> = {
  "openssl-sys": "libssl3",
  "pq-sys": "libpq5",
  "mysqlclient-sys": "libmariadb3",
  "libsqlite3-sys": "libsqlite3-0",
};

/** Packages that need a program to be compiled. */
const builders: Readonly<Record<string, string>> = {
  "prost-build": "protobuf-compiler",
  "rdkafka-sys": "cmake",
  "aws-lc-sys": "cmake",
  bindgen: "libclang-dev",
};

export function imageOf(findings: Findings): Omit<ProgramImage, "environment" | "port"> {
  const { assets, packages, pages } = findings;
  return {
    stages: [...(pages ? [pagesStage(pages)] : []), buildStage(findings)],
    from: "debian:bookworm-slim",
    instructions: [
      ...installed(libraries, packages),
      { workdir: "/app" },
      { copy: ["/etc/ssl/certs/ca-certificates.crt"], to: "/etc/ssl/certs/", from: "build" },
      ...assets.map((asset): Instruction => ({ copy: [asset], to: `./${asset}` })),
      ...(pages && !pages.isEmbedded ? [builtPages(pages)] : []),
      { copy: ["/program"], to: "/usr/local/bin/program", from: "build" },
    ],
    command: commandWords(startOf(findings)),
  };
}

/** Rocket has variables of its own for where it listens. */
export const startOf = ({ isRocket, told }: Pick<Findings, "isRocket" | "told">): string =>
  [...(isRocket ? ["ROCKET_ADDRESS=0.0.0.0 ROCKET_PORT=$PORT"] : []), "program", ...(told ? [told] : [])].join(" ");

/** What is compiled stays in the cache, so the program is taken out of it at once. */
function buildStage({ rust, crate, program, isLocked, isPrepared, packages, pages }: Findings): Stage {
  const words = ["--release", ...(isLocked ? ["--locked"] : []), "--package", crate.name.value, "--bin", program];
  return {
    from: `rust:${rust}`,
    as: "build",
    instructions: [
      ...installed(builders, packages),
      { workdir: "/src" },
      { env: { CARGO_HOME: cache, CARGO_TARGET_DIR: `${cache}/target`, ...(isPrepared && { SQLX_OFFLINE: "true" }) } },
      { copy: ["."], to: "." },
      ...(pages?.isEmbedded ? [builtPages(pages)] : []),
      {
        run: `cargo build ${words.join(" ")} \\\n && cp ${cache}/target/release/${program} /program`,
        cache: `${cache},sharing=locked`,
      },
    ],
  };
}

function installed(needs: Readonly<Record<string, string>>, packages: ReadonlySet<string>): Instruction[] {
  const names = [...new Set(Object.entries(needs).flatMap(([name, needed]) => (packages.has(name) ? [needed] : [])))];
  return names.length === 0 ? [] : [{ run: installDebian(names) }];
}
