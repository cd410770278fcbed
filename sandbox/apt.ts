import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { preconditionError } from "../lib/errors.ts";
import { run } from "../lib/processes.ts";
import { readJson, writeJson } from "./files.ts";
import type { Paths } from "./paths.ts";
import { findProgram } from "./programs.ts";

/** Debian's package for each program of the sandbox. */
const packages: Record<string, string[]> = {
  docker: ["docker.io"],
  dockerd: ["docker.io"],
  containerd: ["containerd"],
  iptables: ["iptables"],
  ip: ["iproute2"],
  "docker-registry": ["docker-registry"],
  "redis-server": ["redis-server"],
  etcd: ["etcd-server"],
  ptp: ["containernetworking-plugins"],
  openssl: ["openssl"],
  go: ["golang-go"],
  gcc: ["gcc", "libc6-dev"],
  debootstrap: ["debootstrap", "debian-archive-keyring"],
  chromium: ["chromium"],
  "ssh-keygen": ["openssh-client"],
  nginx: ["nginx"],
  prometheus: ["prometheus"],
  python3: ["python3"],
  pip3: ["python3-pip"],
  runc: ["runc"],
  java: ["default-jre-headless"],
  mvn: ["maven"],
  // Its start script looks for Java where only the second one puts it.
  groovy: ["groovy", "default-jre-headless"],
};

// Debian's package starts a service for each of these, which nobody asked for.
const services: Record<string, string[]> = {
  "docker.io": ["docker.service", "docker.socket"],
  containerd: ["containerd.service"],
  "docker-registry": ["docker-registry.service"],
  "redis-server": ["redis-server.service"],
  nginx: ["nginx.service"],
  prometheus: ["prometheus.service"],
  "etcd-server": ["etcd.service"],
};

const policyFile = "/usr/sbin/policy-rc.d";
const policy = "#!/bin/sh\n# chatops sandbox: no service starts while its packages are installed\nexit 101\n";
const aptOptions = ["-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::http::Timeout=20", "-o", "Acquire::Retries=2"];

interface Installations {
  done: string[];
  /** Begun and not known to be complete: their programs may be there already, half configured. */
  begun: string[];
}

const fileOf = (paths: Paths) => join(paths.state, "packages.json");
const readInstallations = (paths: Paths) => readJson<Installations>(fileOf(paths)) ?? { done: [], begun: [] };

export const packageOf = (program: string): string => packages[program]?.[0] ?? "";

/** The packages that this sandbox installed. */
export const installedHere = (paths: Paths): string[] => readInstallations(paths).done;

/** The packages that bring those of `programs` that this machine lacks, and those whose installation was interrupted. */
export function packagesFor(paths: Paths, programs: string[]): string[] {
  const absent = programs.filter((name) => !findProgram(name)).flatMap((name) => packages[name] ?? []);
  return [...new Set([...readInstallations(paths).begun, ...absent])];
}

/** Says in one sentence why these packages cannot be installed here, if so. */
export function verifyInstallable(names: string[]): void {
  if (names.length === 0) return;
  const list = names.join(" ");
  if (!findProgram("apt-get")) {
    throw preconditionError(`The sandbox needs ${list} of Debian, and this system has no apt-get`, {
      hint: "Run it on Debian or Ubuntu; a virtual machine or a privileged container will do.",
    });
  }
  if (process.getuid?.() !== 0) {
    throw preconditionError(`The sandbox needs ${list}, which only root can install`, {
      hint: `Run "sudo apt-get install --no-install-recommends ${list}", or run the sandbox as root.`,
    });
  }
}

/** Installs packages of Debian without starting their services. */
export async function installPackages(paths: Paths, names: string[]): Promise<void> {
  if (names.length === 0) return;
  verifyInstallable(names);
  const { done } = readInstallations(paths);
  writeJson(fileOf(paths), { done, begun: names });
  await withoutServices(async () => {
    // An earlier run may have been stopped between unpacking and configuring.
    await run("dpkg", ["--configure", "-a"]).catch(() => undefined);
    await aptInstall(names);
  });
  if (existsSync("/run/systemd/system")) await disableServices(names);
  writeJson(fileOf(paths), { done: [...done, ...names], begun: [] });
}

/** Installs from the package lists that are there, and refreshes them only where that fails: they may be missing or old. */
async function aptInstall(names: string[]): Promise<void> {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  // Never at the cost of what the user has: docker.io and docker-ce exclude each other.
  const install = ["install", "-y", "-q", "--no-install-recommends", "--no-remove", ...aptOptions, ...names];
  try {
    await run("apt-get", install, { env });
  } catch {
    // One source of many that does not answer must not stop us: whether the lists will do, the installation shows.
    await run("apt-get", ["update", "-q", ...aptOptions], { env }).catch(() => undefined);
    await run("apt-get", install, { env });
  }
}

/** Runs a task while a policy forbids packages to start services, unless the machine has a policy. */
async function withoutServices(task: () => Promise<void>): Promise<void> {
  const isOurs = !existsSync(policyFile) || readFileSync(policyFile, "utf8") === policy;
  if (!isOurs) return task();
  const remove = () => rmSync(policyFile, { force: true });
  writeFileSync(policyFile, policy);
  chmodSync(policyFile, 0o755);
  process.once("exit", remove);
  try {
    await task();
  } finally {
    remove();
    process.off("exit", remove);
  }
}

// The policy keeps them from starting now; systemd would still start them with the next boot.
async function disableServices(names: string[]): Promise<void> {
  const added = names.flatMap((name) => services[name] ?? []);
  if (names.includes("docker.io")) added.push(...(services.containerd ?? []));
  if (added.length > 0) await run("systemctl", ["disable", ...added]).catch(() => undefined);
}
