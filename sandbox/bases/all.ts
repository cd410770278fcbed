import { buildpackDeps } from "./buildpack-deps/buildpack-deps.ts";
import { composer } from "./composer/composer.ts";
import { debian } from "./debian.ts";
import { dockerCli } from "./docker-cli/docker-cli.ts";
import { elixir } from "./elixir/elixir.ts";
import { golang } from "./golang/golang.ts";
import { helm } from "./helm/helm.ts";
import { mariadb } from "./mariadb/mariadb.ts";
import { maven } from "./maven/maven.ts";
import { nginx } from "./nginx/nginx.ts";
import { nginxUnprivileged } from "./nginx-unprivileged/nginx-unprivileged.ts";
import { node } from "./node.ts";
import { php } from "./php/php.ts";
import { phpExtensionInstaller } from "./php-extension-installer/php-extension-installer.ts";
import { postgres } from "./postgres/postgres.ts";
import { python } from "./python/python.ts";
import type { Order, Recipe } from "./recipe.ts";
import { ruby } from "./ruby/ruby.ts";
import { temurin } from "./temurin/temurin.ts";

const recipes: readonly Recipe[] = [
  debian,
  buildpackDeps,
  node,
  python,
  golang,
  elixir,
  nginx,
  nginxUnprivileged,
  php,
  phpExtensionInstaller,
  composer,
  ruby,
  temurin,
  maven,
  postgres,
  mariadb,
  dockerCli,
  helm,
];

/** What an image is made of here; undefined where it cannot be. */
export function orderOf(image: string): Order | undefined {
  for (const recipe of recipes) {
    const order = recipe(image);
    if (order) return order;
  }
  return undefined;
}
