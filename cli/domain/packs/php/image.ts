import type { Instruction, Stage } from "../../dockerfile/dockerfile.ts";
import type { ProgramImage } from "../../dockerfile/program-image.ts";
import type { Assets } from "../node/assets.ts";
import { builderStages } from "../node/image.ts";
import type { Found, ProjectTree } from "../tree.ts";
import { apacheEnvironment, apacheSettings, phpSettings } from "./apache.ts";
import { type Composer, lockFile, manifestFile } from "./composer.ts";
import { closedFolders } from "./empty-folders.ts";
import type { Framework } from "./frameworks.ts";
import { pathIn, type Start } from "./start.ts";
import { proxyVariables } from "./symfony.ts";

/** What the image of a project in PHP depends on. */
export interface Findings {
  tree: ProjectTree;
  version: Found<string>;
  composer: Composer;
  framework: Framework;
  extensions: readonly Found<string>[];
  start: Start;
  assets: Assets | undefined;
}

type Image = Omit<ProgramImage, "environment" | "port"> & { environment: Readonly<Record<string, string>> };

/** Packages and assets are made in stages of their own; Apache runs PHP in itself, so that one process has to be watched. */
export function imageOf(findings: Findings): Image {
  const { version, extensions, start, composer, assets } = findings;
  const parts = assets?.script ? "build" : composer.exists ? "dependencies" : undefined;
  const base = `php:${version.value}-${start.kind === "pages" ? "apache" : "cli"}`;
  return {
    stages: [...(composer.exists ? [dependenciesStage(findings)] : []), ...assetStages(findings)],
    from: base,
    instructions: [
      { copy: ["/usr/bin/install-php-extensions"], to: "/usr/local/bin/", from: "mlocati/php-extension-installer:2" },
      { run: `install-php-extensions ${["opcache", ...extensions.map(({ value }) => value)].join(" ")}` },
      phpSettings,
      ...serverOf(findings),
      { workdir: "/app" },
      parts ? { copy: ["/app"], to: "./", from: parts } : { copy: ["."], to: "./" },
      ...preparation(findings),
    ],
    environment: environmentOf(findings),
    command: start.kind === "pages" ? ["apache2-foreground"] : start.words,
  };
}

/** What the image says to the program. */
export const environmentOf = ({ framework, start, tree }: Findings): Readonly<Record<string, string>> => ({
  ...framework.environment,
  ...(framework.readsSettings ? proxyVariables(tree) : {}),
  ...(start.kind === "pages" ? apacheEnvironment : {}),
});

/** Composer runs in its own image, which has Git and what unpacks archives; for which PHP it installs is told, not seen. */
function dependenciesStage({ composer, version }: Findings): Stage {
  const manifests = [manifestFile, ...(composer.locks ? [lockFile] : [])];
  const platform = composer.locks || composer.platform ? "" : `composer config platform.php ${version.value}.99 && `;
  const install = "composer install --no-dev --no-scripts --no-autoloader --no-interaction --prefer-dist";
  return {
    from: "composer:2",
    as: "dependencies",
    instructions: [
      { workdir: "/app" },
      {
        env: {
          COMPOSER_ALLOW_SUPERUSER: "1",
          COMPOSER_CACHE_DIR: "/var/cache/composer",
          ...(platform ? { COMPOSER_IGNORE_PLATFORM_REQ: "ext-*" } : { COMPOSER_IGNORE_PLATFORM_REQS: "1" }),
        },
      },
      { copy: composer.readsProject ? ["."] : manifests, to: "./" },
      { run: `${platform}${install}`, cache: "/var/cache/composer" },
      ...(composer.readsProject ? [] : [{ copy: ["."], to: "./" }]),
      { run: "composer dump-autoload --no-dev --no-scripts --optimize" },
    ],
  };
}

/** Scripts may read what Composer installed, such as the style sheets of a package. */
function assetStages({ assets, composer }: Findings): Stage[] {
  if (!assets?.script) return [];
  const sources: Instruction = composer.exists
    ? { copy: ["/app"], to: "./", from: "dependencies" }
    : { copy: ["."], to: "./" };
  return builderStages(assets, { scripts: [assets.script], sources });
}

function serverOf({ start, tree, composer }: Findings): Instruction[] {
  if (start.kind !== "pages") return [];
  const { value } = start.folder;
  const hasRules = tree.paths.includes(pathIn(value, ".htaccess"));
  const frontController = composer.exists && !hasRules ? start.frontController : undefined;
  const folder = value === "." ? "/app" : `/app/${value}`;
  const closed = closedFolders(tree).filter((one) => one.startsWith(`${folder}/`));
  return apacheSettings({ folder, frontController, closed });
}

const preparation = ({ framework, tree }: Findings): Instruction[] =>
  (framework.prepare ?? []).filter(({ file }) => tree.paths.includes(file)).map(({ run }) => ({ run }));
