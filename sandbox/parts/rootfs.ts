import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../../lib/processes.ts";
import { makeOnce } from "../files.ts";
import { unmountBelow } from "../mounts.ts";
import type { Paths } from "../paths.ts";
import { findProgram } from "../programs.ts";
import { imageVersions } from "../versions.ts";

export const rootfsPrograms = ["debootstrap"];

/** Where every Debian keeps the certificates it trusts. */
export const bundle = "/etc/ssl/certs/ca-certificates.crt";

/** Whom this machine trusts, as a short name: other machines' images are of no use to it. */
export const trustHash = (): string =>
  createHash("sha256")
    .update(existsSync(bundle) ? readFileSync(bundle) : "")
    .digest("hex")
    .slice(0, 8);

// Nobody reads manuals in a container.
const unread = ["doc", "man", "info", "locale", "lintian", "linda"].map((name) => `usr/share/${name}`);
const leftovers = ["var/cache/apt", "var/lib/apt/lists", "var/log", "var/cache/debconf"];

export const rootfsFile = (paths: Paths, suite: string = imageVersions.debian): string =>
  join(paths.cache, "images", `debian-${suite}-${trustHash()}.tar`);

/** Makes the archive of a minimal Debian that trusts whom this machine trusts. */
export async function makeRootfs(paths: Paths, suite: string = imageVersions.debian): Promise<void> {
  await makeOnce(rootfsFile(paths, suite), async (draft) => {
    const images = join(paths.cache, "images");
    await discardFolders(images, suite);
    // A name of its own: a debootstrap that was interrupted may still be ending in its folder.
    const folder = mkdtempSync(join(images, `rootfs-${suite}-`));
    chmodSync(folder, 0o755);
    await bootstrap(folder, suite);
    await run("tar", ["--create", "--numeric-owner", "--one-file-system", "--file", draft, "--directory", folder, "."]);
    rmSync(folder, { recursive: true, force: true });
  });
}

/** Deletes what interrupted runs left, as far as it goes: their /proc may still be mounted, their processes still write. */
async function discardFolders(images: string, suite: string): Promise<void> {
  for (const name of readdirSync(images).filter((entry) => entry.startsWith(`rootfs-${suite}-`))) {
    await unmountBelow(join(images, name));
    await rm(join(images, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

async function bootstrap(folder: string, suite: string): Promise<void> {
  const debootstrap = findProgram("debootstrap") ?? "debootstrap";
  const options = ["--variant=minbase", "--include=ca-certificates", suite, folder];
  await run(debootstrap, options, { env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` } });
  await unmountBelow(folder);
  trustExtraAuthorities(folder);
  await run("chroot", [folder, "update-ca-certificates"]);
  for (const part of [...unread, ...leftovers]) rmSync(join(folder, part), { recursive: true, force: true });
  for (const part of leftovers) mkdirSync(join(folder, part), { recursive: true });
  writeFileSync(
    join(folder, "etc/dpkg/dpkg.cfg.d/chatops"),
    `${unread.map((path) => `path-exclude /${path}/*`).join("\n")}\nforce-unsafe-io\n`,
  );
}

/**
 * A proxy that inspects TLS has an authority of its own, which the administrator added to this machine. It is put where
 * update-ca-certificates looks for additions: in the bundle alone the next run of that program would lose it.
 */
function trustExtraAuthorities(folder: string): void {
  const known = new Set(certificatesOf(join(folder, bundle)));
  const additions = join(folder, "usr/local/share/ca-certificates");
  mkdirSync(additions, { recursive: true });
  const extra = certificatesOf(bundle).filter((certificate) => !known.has(certificate));
  for (const [index, certificate] of extra.entries()) {
    writeFileSync(join(additions, `host-${index + 1}.crt`), `${certificate}\n`);
  }
}

function certificatesOf(file: string): string[] {
  return readFileSync(file, "utf8").match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}
