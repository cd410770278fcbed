import type { Facts, Recognized } from "../pack.ts";
import { botPackages } from "../shared/chat-bots.ts";
import { isDevelopmentServer } from "../shared/development-server.ts";
import { assumed, type ProjectTree } from "../tree.ts";
import type { Start } from "./command.ts";
import { developedStart } from "./developed.ts";
import { hasFrameworkStart } from "./framework-start.ts";
import { type Manifest, manifestFile } from "./manifest.ts";
import { nxApplicationOf } from "./nx-application.ts";
import { isRedwood } from "./redwood.ts";
import { detectSinglePage, hasFramework, hasPage, isLibrary } from "./single-page.ts";
import { detectStart, hasMain, hasServer, isWatching } from "./start.ts";
import { startScriptOf } from "./start-script.ts";
import { manifestOf } from "./workspace.ts";

/**
 * A package.json that starts nothing may be there for the assets of a program in another language, whose dependencies
 * are those of its pages, and whose `main` is what `npm init` writes. One that says nothing at all is no project.
 */
export function recognize(tree: ProjectTree): Recognized | undefined {
  if (!tree.paths.includes(manifestFile)) return undefined;
  const manifest = manifestOf(tree);
  const start = manifest.scripts[startScriptOf(manifest) ?? ""];
  if (showsFiles(start, manifest, tree)) return undefined;
  const isStarted = start !== undefined && !isDevelopmentServer(start);
  if (isStarted || hasMain(manifest, tree)) return { at: manifestFile, sure: "certain" };
  const isBuilt = manifest.scripts.build !== undefined || manifest.dependencies.size > 0;
  const isPage = detectSinglePage(manifest, tree) !== undefined;
  const isKnown = isPage || hasServer(tree) || isRedwood(manifest, tree);
  return start !== undefined || isBuilt || isKnown ? { at: manifestFile, sure: "likely" } : undefined;
}

const ofFiles =
  /^(?:npx )?(?:live-server|lite-server|http-server|serve|browser-sync start)(?: [\w./:=*"'-]{1,80}){0,9}$/;

/** Pages that nothing builds, which developers look at by a server that is installed for that alone. */
function showsFiles(start: string | undefined, { scripts, dependencies }: Manifest, { paths }: ProjectTree): boolean {
  const isForDevelopers = dependencies.size === 0 && scripts.build === undefined;
  return isForDevelopers && paths.includes("index.html") && ofFiles.test(start ?? scripts.dev ?? "");
}

/** Nothing is known of what a manifest leaves open, nor of a server for developers. */
export function startedBy(tree: ProjectTree): Start | undefined {
  const manifest = manifestOf(tree);
  if (startScriptOf(manifest) === undefined && !hasMain(manifest, tree)) return undefined;
  const start = detectStart(manifest, tree);
  return start.command.length === 0 || isDevelopmentServer(start.value) ? undefined : start;
}

/** A page or a server that is started; a library has neither, whatever it depends on. */
export function serves(tree: ProjectTree, { port }: Facts): boolean {
  const manifest = manifestOf(tree);
  const application = nxApplicationOf(tree);
  if (application) return application.isPage || port.at !== assumed;
  const page = detectSinglePage(manifest, tree);
  if (page) return (page.writesEach || hasPage(tree)) && !isLibrary(tree) && !manifest.isForOthers;
  const start = manifest.scripts[startScriptOf(manifest) ?? ""];
  // A window on somebody's desktop, whatever listens behind it.
  if (/(?:^|\s)electron(?:-forge start)?(?:\s|$)/.test(start ?? "")) return false;
  // What packs an application for telephones.
  if (/\b(?:expo|react-native) start\b/.test(start ?? "")) return false;
  const hasFile =
    !manifest.isForOthers &&
    (hasServer(tree) || hasMain(manifest, tree) || developedStart(manifest, tree) !== undefined);
  if (manifest.isTool && !hasFramework(manifest)) return false;
  // A bot may have a server for what it tells of itself.
  const hasServerOfItsOwn = hasFramework(manifest) && !isChatBot(manifest);
  const isStarted = start === undefined ? hasFile && port.at !== assumed : !isWatching(start);
  if (isRedwood(manifest, tree)) return true;
  return (isStarted && (port.at !== assumed || hasServerOfItsOwn)) || hasFrameworkStart(manifest);
}

const isChatBot = ({ dependencies }: Manifest) => [...dependencies].some((name) => botPackages.has(name));
