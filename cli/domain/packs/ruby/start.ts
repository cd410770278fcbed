import { preconditionError } from "../../../../lib/errors.ts";
import { attempt } from "../shared/attempt.ts";
import { isDevelopmentServer } from "../shared/development-server.ts";
import { commandWords, procfileCommand } from "../shared/procfile.ts";
import { firstMatch, type Source, sourcesOf } from "../shared/scan.ts";
import { assumed, type Found, type ProjectTree } from "../tree.ts";
import { type Bundle, readBundle } from "./gemfile.ts";
import { rubyLanguage } from "./language.ts";
import { isRails } from "./rails.ts";

/** How the program is started. */
export interface Start extends Found<string> {
  words: readonly string[];
  entry: string | undefined;
  /** The server that listens; undefined if the program's file does it, or nobody knows. */
  server: string | undefined;
  /** It is told where to listen, whatever settings and code say. */
  isTold: boolean;
  /** The project has no server, so Puma is added to its gems. */
  addsServer: boolean;
  /** What it listens on if nothing says so. */
  usualPort: number;
}

/** Servers for Rack, the best one first, and how they are told where to listen. */
const servers: Readonly<Record<string, string>> = {
  puma: "puma -b tcp://0.0.0.0:$PORT",
  falcon: "falcon serve --bind http://0.0.0.0:$PORT",
  unicorn: "unicorn --listen 0.0.0.0:$PORT",
  pitchfork: "pitchfork --listen 0.0.0.0:$PORT",
  thin: "thin start --address 0.0.0.0 --port $PORT",
  passenger: "passenger start --address 0.0.0.0 --port $PORT",
  iodine: "iodine -b 0.0.0.0 -p $PORT",
  webrick: "rackup --server webrick --host 0.0.0.0 --port $PORT",
};

const conventional = ["app.rb", "server.rb", "main.rb", "web.rb", "application.rb", "run.rb", "bot.rb"];

/** What the Procfile says, else Rack's file under the server that the project has, else a file that listens by itself. */
export function detectStart(tree: ProjectTree, bundle: Bundle, sources: readonly Source[]): Start {
  const ofRails = isRails(tree);
  const usualPort = ofRails ? 3000 : bundle.gems.has("hanami") ? 2300 : 9292;
  const written = procfileCommand(tree, "web");
  const named = Object.keys(servers).find((name) => written?.value.includes(name));
  if (written && !isDevelopmentServer(written.value) && !startsByItself(written.value, ofRails))
    return { ...started(written), server: named ?? "its server", isTold: /\$\{?PORT/.test(written.value), usualPort };
  const at = ["config.ru", ...(ofRails ? ["config/application.rb"] : [])].find((path) => tree.paths.includes(path));
  if (at) return { ...servedBy(tree, bundle, at), usualPort };
  const consumer = consumerOf(bundle);
  if (consumer) return { ...started(consumer), server: undefined, usualPort };
  const file = fileThatListens(tree, bundle, sources);
  if (file) return file;
  throw preconditionError(`nothing to start in the Ruby project ${tree.folder}`, {
    details: [`looked for a Procfile, config.ru, a file that requires sinatra, ${conventional.join(", ")}`],
    hint: "Add a config.ru, a Procfile such as `web: bundle exec puma`, or a Dockerfile, and run the import again; nothing was written.",
  });
}

/** Gems whose command takes what a broker has, where nothing answers beside it. */
const consumers: Readonly<Record<string, string>> = {
  karafka: "bundle exec karafka server",
  racecar: "bundle exec racecar",
};

function consumerOf({ gems }: Bundle): Found<string> | undefined {
  const gem = Object.keys(consumers).find((name) => gems.has(name));
  return gem === undefined ? undefined : { value: consumers[gem] ?? "", at: gems.get(gem) ?? "" };
}

/** `rails s` of a Procfile is what is found without one, but for the address. */
const startsByItself = (command: string, ofRails: boolean) => ofRails && /\brails s(?:erver)?$/.test(command);

const started = ({ value, at }: Found<string>) => ({
  value,
  at,
  words: commandWords(value),
  entry: undefined,
  isTold: false,
  addsServer: false,
});

function servedBy(tree: ProjectTree, { gems, versions }: Bundle, at: string): Omit<Start, "usualPort"> {
  const has = (name: string) => gems.has(name) || versions.has(name);
  const known = Object.keys(servers);
  // Others bring along one that is for developing.
  const brought = known.find((name) => name !== "webrick" && has(name));
  const server = known.find((name) => gems.has(name)) ?? brought ?? "puma";
  const settings = `config/${server}.rb`;
  const hasSettings = ["puma", "unicorn", "pitchfork"].includes(server) && tree.paths.includes(settings);
  const told = servers[server] ?? "";
  // Settings for a machine of its own, which Puma would read by itself, name its folders and sockets.
  const isOfMachine =
    server === "puma" && !hasSettings && tree.paths.some((path) => /^config\/puma\/.+\.rb$/.test(path));
  const options = hasSettings ? ` ${server === "puma" ? "-C" : "-c"} ${settings}` : isOfMachine ? " -C -" : "";
  const value = `bundle exec ${told}${options}`;
  return { ...started({ value, at }), server, isTold: true, addsServer: !has(server) };
}

/** Sinatra's classic style: the file is the program. */
function fileThatListens(tree: ProjectTree, bundle: Bundle, sources: readonly Source[]): Start | undefined {
  const sinatra = firstMatch(sources, /^require\s+["'](sinatra)["']/gm);
  const listens =
    sinatra ??
    firstMatch(sources, /\b(WEBrick::HTTPServer|TCPServer|Rackup?::(?:Handler|Server))\b/g) ??
    firstMatch(
      sources,
      /\b(Discordrb::(?:Bot|Commands::CommandBot)\.new|Telegram::Bot::Client\.(?:run|new)|SlackRubyBot)\b/g,
    );
  const file = listens?.at.split(":", 1)[0] ?? conventional.find((path) => tree.paths.includes(path));
  if (!file) return undefined;
  const command = `${tree.paths.includes("Gemfile") ? "bundle exec " : ""}ruby ${file}`;
  return {
    ...started({ value: command, at: listens?.at ?? assumed }),
    entry: file,
    server: sinatra ? "Sinatra" : undefined,
    addsServer:
      sinatra !== undefined && bundle.exists && !Object.keys(servers).some((name) => bundle.versions.has(name)),
    usualPort: sinatra ? 4567 : 8080,
  };
}

/** The same in an image that sets no PORT; undefined if nothing is there to start. */
export function startedIn(tree: ProjectTree): (Found<string> & { command: readonly string[] }) | undefined {
  const bundle = readBundle(tree);
  const start = attempt(() => detectStart(tree, bundle, sourcesOf(tree, rubyLanguage)));
  if (!start || start.addsServer) return undefined;
  const value = start.value.replaceAll("$PORT", `\${PORT:-${start.usualPort}}`);
  return { value, at: start.at, command: commandWords(value) };
}
