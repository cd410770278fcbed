import type { ProjectTree } from "../tree.ts";
import { withoutPaths } from "../tree.ts";
import { readComposer } from "./composer.ts";

/** A project without copies of packages that somebody changed, and with the settings that its framework has for it. */
export const readAs = (tree: ProjectTree): ProjectTree => withOwnSettings(withoutCopies(tree));

/** `overrides/symfony/console/…` is Composer's package of that name in another place: what it reads is for others. */
function withoutCopies(tree: ProjectTree): ProjectTree {
  const packages = new Set(readComposer(tree).requirements.map(({ by }) => by));
  const isCopy = (path: string) => {
    const parts = path.split("/");
    return parts.some((part, index) => index > 0 && packages.has(`${part}/${parts[index + 1]}`));
  };
  return withoutPaths(tree, isCopy);
}

const settings = "config/database.php";
const lumen = "laravel/lumen-framework";

/** Lumen reads its own settings where the project has none. */
function withOwnSettings(tree: ProjectTree): ProjectTree {
  const hasDatabase = tree.paths.some((path) => path.startsWith("database/migrations/"));
  if (!hasDatabase || tree.paths.includes(settings) || !(lumen in readComposer(tree).requires)) return tree;
  const path = `${lumen}/${settings}`;
  return { ...tree, paths: [...tree.paths, path], texts: new Map([...tree.texts, [path, ofLumen]]) };
}

const read = (name: string, otherwise: string) => `env('${name}', ${otherwise})`;

const connection = (driver: string, port: number) => `
    '${driver}' => [
        'driver' => '${driver}',
        'host' => ${read("DB_HOST", "'127.0.0.1'")},
        'port' => ${read("DB_PORT", String(port))},
        'database' => ${read("DB_DATABASE", "'forge'")},
        'username' => ${read("DB_USERNAME", "'forge'")},
        'password' => ${read("DB_PASSWORD", "''")},
    ],`;

const ofLumen = `<?php
return [
    'key' => ${read("APP_KEY", "null")},
    'default' => ${read("DB_CONNECTION", "'mysql'")},
    'connections' => [${connection("mysql", 3306)}${connection("pgsql", 5432)}
    ],
];
`;
