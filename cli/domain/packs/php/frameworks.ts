import type { ProjectTree } from "../tree.ts";
import type { Composer } from "./composer.ts";

/** What a framework adds to a project in PHP. */
export interface Framework {
  name: string;
  /** A package shows it, or a file. */
  packages: readonly string[];
  file?: string;
  /** It listens by itself once this runs. */
  runs?: string;
  /** Where the pages start, if no file says so. */
  documentRoot?: string;
  environment?: Readonly<Record<string, string>>;
  /** Folders for what it can make anew. */
  scratch?: readonly string[];
  /** Folders for what people bring, in the project and below its pages. */
  uploads?: readonly string[];
  publicUploads?: readonly string[];
  extensions?: readonly string[];
  /** Runs once all files of the project are there, each if its file is. */
  prepare?: readonly { run: string; file: string }[];
  migrate?: { run: string; files: RegExp };
  /** Patterns of what it leaves on a developer's machine. */
  local?: readonly string[];
  /** Files whose variables may all be missing, but for those that it does not start without. */
  settings?: RegExp;
  /** Its settings are Symfony's, which say themselves what they read. */
  readsSettings?: true;
  required?: readonly string[];
  /** Those of packages beside it, which end every request without them. */
  requiredBy?: Readonly<Record<string, string>>;
  /** Its settings choose by drivers what is kept where. */
  drivers?: true;
  /** What works on its queue and by its clock, each in a process of its own. */
  worker?: string;
  scheduler?: string;
}

const laravelParts = {
  environment: { APP_ENV: "production", APP_DEBUG: "false", LOG_CHANNEL: "stderr" },
  scratch: ["storage/framework/cache", "storage/framework/sessions", "storage/framework/views", "storage/logs"],
  uploads: ["storage/app"],
  migrate: { run: "php artisan migrate --force", files: /^database\/migrations\/.+\.php$/ },
  local: ["bootstrap/cache/*.php", "public/hot", "public/storage"],
  settings: /(?:^|\/)config\//i,
  drivers: true,
  required: ["APP_KEY"],
  requiredBy: { "tymon/jwt-auth": "JWT_SECRET", "php-open-source-saver/jwt-auth": "JWT_SECRET" },
  worker: "php artisan queue:work",
  scheduler: "php artisan schedule:work",
} satisfies Partial<Framework>;

/** The first whose package or file is there. */
const frameworks: readonly Framework[] = [
  {
    name: "Laravel",
    packages: ["laravel/framework"],
    documentRoot: "public",
    prepare: [
      { run: "php artisan package:discover", file: "artisan" },
      { run: "php artisan storage:link", file: "artisan" },
    ],
    ...laravelParts,
  },
  { name: "Lumen", packages: ["laravel/lumen-framework"], documentRoot: "public", ...laravelParts },
  {
    name: "Symfony",
    packages: ["symfony/framework-bundle", "symfony/symfony"],
    environment: { APP_ENV: "prod", APP_DEBUG: "0" },
    readsSettings: true,
    scratch: ["var"],
    prepare: [
      { run: "php bin/console assets:install public", file: "bin/console" },
      { run: "php bin/console importmap:install && php bin/console asset-map:compile", file: "importmap.php" },
    ],
    migrate: {
      run: "php bin/console doctrine:migrations:migrate --no-interaction",
      files: /^(?:migrations|src\/Migrations|app\/DoctrineMigrations)\/.+\.php$/,
    },
    local: ["var/cache", "var/log", "public/bundles"],
  },
  {
    name: "WordPress",
    packages: ["roots/wordpress"],
    publicUploads: ["app/uploads"],
    extensions: ["mysqli", "gd", "exif", "intl", "zip"],
  },
  {
    name: "WordPress",
    packages: ["johnpbloch/wordpress"],
    file: "wp-load.php",
    publicUploads: ["wp-content/uploads"],
    extensions: ["mysqli", "gd", "exif", "intl", "zip"],
  },
  {
    name: "Drupal",
    packages: ["drupal/core", "drupal/core-recommended"],
    file: "core/lib/Drupal.php",
    documentRoot: "web",
    publicUploads: ["sites/default/files"],
    extensions: ["pdo_mysql", "gd"],
  },
  {
    name: "CodeIgniter",
    packages: ["codeigniter4/framework"],
    file: "spark",
    environment: { CI_ENVIRONMENT: "production" },
    scratch: ["writable/cache", "writable/logs", "writable/session"],
    uploads: ["writable/uploads"],
    extensions: ["intl"],
    migrate: { run: "php spark migrate", files: /^app\/Database\/Migrations\/.+\.php$/ },
  },
  {
    // Of before Composer: it lies in the project.
    name: "CodeIgniter",
    packages: ["codeigniter/framework"],
    file: "system/core/CodeIgniter.php",
    environment: { CI_ENV: "production" },
    scratch: ["application/cache", "application/logs"],
  },
  {
    name: "Yii",
    packages: ["yiisoft/yii2"],
    documentRoot: "web",
    environment: { YII_ENV: "prod", YII_DEBUG: "0" },
    scratch: ["runtime", "web/assets"],
    migrate: { run: "php yii migrate --interactive=0", files: /^(?:console\/)?migrations\/.+\.php$/ },
  },
  {
    name: "CakePHP",
    packages: ["cakephp/cakephp"],
    documentRoot: "webroot",
    scratch: ["tmp", "logs"],
    extensions: ["intl"],
    migrate: { run: "bin/cake migrations migrate", files: /^config\/Migrations\/.+\.php$/ },
  },
  {
    name: "Hyperf",
    packages: ["hyperf/framework", "hyperf/http-server"],
    runs: "php bin/hyperf.php start",
    scratch: ["runtime"],
    extensions: ["swoole"],
    settings: /^config\//,
    migrate: { run: "php bin/hyperf.php migrate --force", files: /^migrations\/.+\.php$/ },
  },
  {
    name: "Webman",
    packages: ["workerman/webman-framework"],
    runs: "php start.php start",
    scratch: ["runtime"],
    extensions: ["pcntl"],
  },
  { name: "Slim", packages: ["slim/slim"] },
];

const withPhinx = { migrate: { run: "vendor/bin/phinx migrate", files: /^phinx\.(?:php|ya?ml|json)$/ } };

/** A project in nothing but PHP has neither name nor rules. */
const plain: Framework = { name: "", packages: [] };

export function frameworkOf({ paths }: ProjectTree, { requires }: Composer): Framework & typeof withPhinx {
  const found = frameworks.find(
    ({ packages, file }) => packages.some((name) => name in requires) || (file && paths.includes(file)),
  );
  return { ...withPhinx, ...(found ?? plain) };
}
