import { preconditionError } from "../../../../lib/errors.ts";
import { withoutTrailing } from "../../../core/text.ts";
import { isDevelopmentServer } from "../shared/development-server.ts";
import { commandWords, procfileCommand } from "../shared/procfile.ts";
import { firstMatch, type Source } from "../shared/scan.ts";
import { serverSettings } from "../shared/server-settings.ts";
import { assumed, type Found, lineAt, type ProjectTree } from "../tree.ts";
import type { Composer } from "./composer.ts";
import type { Framework } from "./frameworks.ts";

/** Pages that Apache serves, or a program that listens by itself. */
export type Start =
  | { kind: "pages"; folder: Found<string>; frontController: string }
  | { kind: "program"; command: Found<string>; words: readonly string[]; entry: string | undefined };

const folders = [
  ...["public", "web", "webroot", "public_html", "htdocs", "httpdocs", "www", "html", "app/webroot"],
  ...["frontend/web", "app/public", "app/web", "src/public", "api/public", "site/public", "backend/public"],
];
const frontControllers = ["index.php", "app.php"];

/** What the Procfile says, else the folder with the first page, else a file that makes a server. */
export function detectStart(
  tree: ProjectTree,
  { framework, composer }: { framework: Framework; composer: Composer },
  sources: readonly Source[],
): Start {
  const found = findStart(tree, { framework, composer }, sources);
  if (found) return found;
  throw preconditionError(`${tree.folder} is a PHP library, or has no page to start with`, {
    details: [`looked for index.php at the top and in ${folders.join(", ")}, a Procfile, a file that makes a server`],
    hint: "Add an index.php, a Procfile such as `web: php server.php`, or a Dockerfile, and run the import again; nothing was written.",
  });
}

export function findStart(
  tree: ProjectTree,
  { framework, composer }: { framework: Framework; composer: Composer },
  sources: readonly Source[],
): Start | undefined {
  const written = procfileCommand(tree, "web");
  const own = written && programOf(written);
  if (own) return own;
  const folder = folderOfProcfile(written) ?? folderOfServer(tree) ?? firstPage(tree, framework);
  if (folder) return { kind: "pages", folder, frontController: frontControllerIn(tree, folder.value) };
  const answering = answeringProgram(tree, framework, composer);
  if (answering) return answering;
  // A file of a library has a namespace, and starts nothing.
  const programs = sources.filter(({ text }) => !/^namespace\s/m.test(text));
  const made = firstMatch(
    programs,
    /\b(?:IoServer::factory|new \\?(?:[\w\\]{1,80}\\)?(?:SocketServer|HttpServer|Worker))\(|\bSwoole\\[\w\\]{1,40}Server\(/g,
  );
  const [file] = made?.at.split(":", 1) ?? [];
  if (!made || file === undefined) return undefined;
  return { kind: "program", command: { value: `php ${file}`, at: made.at }, words: ["php", file], entry: file };
}

/** A framework that listens by itself is started by a file of its own, or as composer.json says. */
function answeringProgram({ paths }: ProjectTree, { runs }: Framework, { start }: Composer): Start | undefined {
  const [, file = ""] = /\s([\w./-]{1,120})/.exec(runs ?? "") ?? [];
  if (runs && paths.includes(file))
    return { kind: "program", command: { value: runs, at: file }, words: runs.split(" "), entry: file };
  return start && programOf(start);
}

/** `php server.php` and the like; Heroku's commands and PHP's own server start what Apache does here. */
function programOf(written: Found<string>): Start | undefined {
  const { value } = written;
  if (isDevelopmentServer(value) || !/^(?:\w+=\S+ )*php\d?\s/.test(value)) return undefined;
  const entry = /\s([\w./-]+\.php)\b/.exec(value)?.[1];
  return { kind: "program", command: written, words: commandWords(value), entry };
}

/** `vendor/bin/heroku-php-apache2 public/`, `php -S 0.0.0.0:$PORT -t public` */
function folderOfProcfile(written: Found<string> | undefined): Found<string> | undefined {
  const words = written?.value.split(/\s+/) ?? [];
  const last = words.at(-1) ?? "";
  const isHeroku = words.some((word) => word.includes("heroku-php-")) && !last.includes("heroku-php-");
  const folder = isHeroku && !last.startsWith("-") ? last : words[words.indexOf("-t") + 1 || words.length];
  return written && folder ? { value: withoutTrailing(folder, "/") || ".", at: written.at } : undefined;
}

/** What settings of a web server, which people keep for their own image or machine, say of the pages: `DocumentRoot /var/www/shop/p`. */
function folderOfServer({ paths, texts }: ProjectTree): Found<string> | undefined {
  for (const [path, text] of texts) {
    const match = serverSettings.test(path) ? rootIn.exec(text) : undefined;
    const parts = (match?.[1] ?? "").split("/").filter(Boolean);
    const folder = parts
      .map((_, index) => parts.slice(index).join("/"))
      .find((one) => paths.includes(`${one}/index.php`));
    if (match && folder) return { value: folder, at: `${path}:${lineAt(text, match.index)}` };
  }
  return undefined;
}

const rootIn = /^[ \t]{0,20}(?:DocumentRoot|root)[ \t]{1,20}"?(\/[\w./-]{1,200})/m;

function firstPage(tree: ProjectTree, { documentRoot, name }: Framework): Found<string> | undefined {
  const pages = tree.paths.filter((path) => /^[\w-]+\.php$/.test(path) && !toolSettings.test(path));
  const below = pages.length > 0 ? [] : foldersBelow(tree);
  for (const folder of [...(documentRoot ? [documentRoot] : []), ...folders, ".", ...below]) {
    const at = frontControllers.map((file) => pathIn(folder, file)).find((path) => tree.paths.includes(path));
    if (at && (at.endsWith("index.php") || folder === "web")) return { value: folder, at };
  }
  if (documentRoot) return { value: documentRoot, at: `${assumed}, as ${name} has it` };
  const isSite = tree.paths.some((path) => path === "index.html" || /^[^/]+\/index\.php$/.test(path));
  return pages[0] !== undefined && isSite ? { value: ".", at: pages[0] } : undefined;
}

const toolSettings = /^(?:rector|ecs|phpunit|scoper\.inc|_ide_helper\w*|server|artisan|preload|castor|deploy)\.php$/;

/** One single folder at the top that has a first page is where it is, whatever its name, if there is no page beside it. */
const foldersBelow = ({ paths }: ProjectTree) => {
  const found = paths.filter((path) => /^[^/]+\/index\.php$/.test(path)).map((path) => path.split("/")[0] ?? "");
  return found.length === 1
    ? found
    : found.filter((folder) => ["src", "app", "site", "upload", "frontend"].includes(folder));
};

const frontControllerIn = (tree: ProjectTree, folder: string) =>
  frontControllers.find((file) => tree.paths.includes(pathIn(folder, file))) ?? "index.php";

export const pathIn = (folder: string, file: string): string => (folder === "." ? file : `${folder}/${file}`);
