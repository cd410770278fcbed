import { assumed, type Found, type ProjectTree } from "../tree.ts";
import type { Manifest } from "./manifest.ts";

/** How a package manager installs. Every one is an object of the same keys; nothing asks for its name. */
interface PackageManager {
  name: string;
  lockfiles: readonly string[];
  /** Further files that an installation reads, copied where they exist. */
  settings: readonly string[];
  /** npm package that brings it into the image; npm itself is there. */
  tool: ((version: string | undefined) => string) | undefined;
  /** Set while it installs: among others where it keeps what it downloads. */
  environment: Readonly<Record<string, string>>;
  /** Target and options of the cache mount. */
  cache: string;
  install: string;
  installForProduction: string;
  /** The same without a lockfile. */
  unlocked: { install: string; installForProduction: string };
  /** Takes what is for developers away again, where that leaves what is installed as it is. */
  prune?: string;
  run: (script: string) => string;
  /** The same for one package of several, by its folder and its name. */
  ofPackage: {
    run: (script: string, one: PackageOfSeveral) => string;
    installForProduction: (one: PackageOfSeveral) => string;
  };
}

/** A package in a workspace. */
export interface PackageOfSeveral {
  folder: string;
  name: string;
}

const npm: PackageManager = {
  name: "npm",
  lockfiles: ["package-lock.json", "npm-shrinkwrap.json"],
  settings: [".npmrc"],
  tool: undefined,
  environment: { npm_config_cache: "/var/cache/npm" },
  cache: "/var/cache/npm",
  install: "npm ci --no-audit --no-fund",
  installForProduction: "npm ci --omit=dev --no-audit --no-fund",
  unlocked: {
    install: "npm install --no-audit --no-fund",
    installForProduction: "npm install --omit=dev --no-audit --no-fund",
  },
  prune: "npm prune --omit=dev --ignore-scripts --no-audit --no-fund",
  run: (script) => (script === "test" ? "npm test" : `npm run ${script}`),
  ofPackage: {
    run: (script, { folder }) => `npm run ${script} --workspace ${folder}`,
    installForProduction: ({ folder }) =>
      `npm ci --omit=dev --no-audit --no-fund --workspace ${folder} --include-workspace-root`,
  },
};

const pnpm: PackageManager = {
  name: "pnpm",
  lockfiles: ["pnpm-lock.yaml"],
  settings: [".npmrc", "pnpm-workspace.yaml", ".pnpmfile.cjs"],
  tool: (version) => `pnpm@${version ?? "10"}`,
  // The second name from version 11 on.
  environment: { CI: "true", npm_config_store_dir: "/var/cache/pnpm", pnpm_config_store_dir: "/var/cache/pnpm" },
  cache: "/var/cache/pnpm",
  install: "pnpm install --frozen-lockfile",
  installForProduction: "pnpm install --frozen-lockfile --prod",
  unlocked: {
    install: "pnpm install",
    installForProduction: "pnpm install --prod",
  },
  prune: "pnpm prune --prod --ignore-scripts",
  run: (script) => (script === "test" ? "pnpm test" : `pnpm run ${script}`),
  ofPackage: {
    run: (script, { folder }) => `pnpm --filter ./${folder} run ${script}`,
    installForProduction: ({ folder }) => `pnpm install --frozen-lockfile --prod --filter ./${folder}...`,
  },
};

const yarn: PackageManager = {
  name: "yarn",
  lockfiles: ["yarn.lock"],
  settings: [".npmrc", ".yarnrc"],
  tool: (version) => `yarn@${version ?? "1.22.22"}`,
  environment: { YARN_CACHE_FOLDER: "/var/cache/yarn" },
  cache: "/var/cache/yarn,sharing=locked",
  install: "yarn install --frozen-lockfile",
  installForProduction: "yarn install --frozen-lockfile --production",
  unlocked: { install: "yarn install", installForProduction: "yarn install --production" },
  run: (script) => (script === "test" ? "yarn test" : `yarn run ${script}`),
  ofPackage: {
    run: (script, { name }) => `yarn workspace ${name} run ${script}`,
    installForProduction: () => "yarn install --frozen-lockfile --production",
  },
};

/** Yarn from version 2 on. Its own linker is set aside: the image runs plain node_modules. */
const yarnBerry: PackageManager = {
  ...yarn,
  settings: [".yarnrc.yml", ".yarn"],
  tool: (version) => `@yarnpkg/cli-dist@${version ?? "4"}`,
  environment: {
    YARN_NODE_LINKER: "node-modules",
    YARN_GLOBAL_FOLDER: "/var/cache/yarn",
    YARN_ENABLE_GLOBAL_CACHE: "true",
  },
  install: "yarn install --immutable",
  installForProduction: "yarn workspaces focus --all --production",
  unlocked: { install: "yarn install", installForProduction: "yarn workspaces focus --all --production" },
  ofPackage: { ...yarn.ofPackage, installForProduction: ({ name }) => `yarn workspaces focus ${name} --production` },
};

const bun: PackageManager = {
  name: "bun",
  lockfiles: ["bun.lock", "bun.lockb"],
  settings: [".npmrc", "bunfig.toml"],
  tool: (version) => `bun@${version ?? "1"}`,
  environment: { BUN_INSTALL_CACHE_DIR: "/var/cache/bun" },
  cache: "/var/cache/bun",
  install: "bun install --frozen-lockfile",
  installForProduction: "bun install --frozen-lockfile --production",
  unlocked: { install: "bun install", installForProduction: "bun install --production" },
  run: (script) => `bun run ${script}`,
  ofPackage: {
    run: (script, { folder }) => `bun run --cwd ${folder} ${script}`,
    installForProduction: ({ folder }) => `bun install --frozen-lockfile --production --filter ./${folder}`,
  },
};

const all = [npm, pnpm, yarn, bun];

/** Every file that locks versions. */
export const lockfiles = (): string[] => all.flatMap((manager) => manager.lockfiles);

export interface ChosenManager {
  manager: PackageManager;
  /** As package.json pins it. */
  version: string | undefined;
  lockfile: string | undefined;
  at: string;
}

/** package.json's `packageManager`, else the lockfile, else npm. */
export function choosePackageManager(manifest: Manifest, tree: ProjectTree): ChosenManager {
  const pinned = /^(npm|pnpm|yarn|bun)@(\d+)([^+\s]*)/.exec(manifest.packageManager ?? "");
  const locks = all.flatMap((manager) => lockOf(manager, tree));
  // Of several, the one that its scripts are written for.
  const locked = locks.find(({ value }) => value !== npm && calls(manifest, value.name)) ?? locks[0];
  const base = all.find(({ name }) => name === pinned?.[1]) ?? locked?.value ?? npm;
  const isBerry = base === yarn && (pinned ? Number(pinned[2]) > 1 : tree.texts.has(".yarnrc.yml"));
  const lockfile = lockOf(base, tree)[0]?.at;
  return {
    manager: isBerry ? yarnBerry : base,
    version: pinned ? `${pinned[2]}${pinned[3]}` : undefined,
    lockfile,
    at: pinned ? manifest.at("packageManager") : (lockfile ?? assumed),
  };
}

const calls = ({ scripts }: Manifest, manager: string) =>
  Object.values(scripts).some((script) => script.split(/[\s&|;]+/).includes(manager));

function lockOf(manager: PackageManager, tree: ProjectTree): Found<PackageManager>[] {
  return manager.lockfiles.filter((file) => tree.paths.includes(file)).map((at) => ({ value: manager, at }));
}
