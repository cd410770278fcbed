import { type Found, lineAt, type ProjectTree } from "../tree.ts";
import { portDefault } from "./port-default.ts";
import { firstMatch, type Match, matchesOf, type Source } from "./scan.ts";

/** A variable that is called otherwise than PORT, by which a program is told where to listen. */
export interface PortVariable extends Found<number | undefined> {
  name: string;
}

const names =
  /["'`.[]((?:APP|SERVER|HTTP|API|WEB|LISTEN|SERVICE|BACKEND|BIND|REST|GIN|FLASK|FLASK_RUN|EXPRESS|FASTIFY|NEST|APPLICATION|NODE)_PORT)\b/g;

/** `WHOAMI_PORT_NUMBER`: a variable that begins with the name of its program. */
const named = /["'`.[]([A-Z][A-Z0-9_]{1,60}_PORT(?:_NUMBER)?)\b/g;
const afterName = /^_(?:(?:APP|SERVER|HTTP|API|WEB|LISTEN)_)?PORT(?:_NUMBER)?$/;

/** `HD_BACKEND_PORT`: a beginning of the project's own, whatever the program is called. */
const ofPart = /["'`.[]([A-Z][A-Z0-9]{0,20}_(?:APP|SERVER|HTTP|API|WEB|LISTEN|BACKEND)_PORT)\b/g;
/** Wherever it stands in a name: `STORE_S3_PORT`. */
const ofOthers =
  /(?:^|_)(?:DB|DATABASE|SQL|MYSQL|MARIADB|PG|POSTGRES|POSTGRESQL|MONGO|MONGODB|REDIS|CACHE|QUEUE|RABBITMQ|AMQP|KAFKA|NATS|SMTP|MAIL|EMAIL|LDAP|IMAP|METRICS|PROXY|MOCK|TEST|KEYCLOAK|ELASTIC|ELASTICSEARCH|CLIENT|REMOTE|VITE|REACT|S3|MINIO|STORAGE|SSH|FTP|SFTP|DNS|DEBUG|INSPECT|GRPC|HTTPS|SSL|TLS|MQTT|STATSD|GRAPHITE|SYSLOG|CONSUL|VAULT|CLICKHOUSE)_/;

function ofOwnPart(sources: readonly Source[]): Match | undefined {
  for (const match of matchesOf(sources, ofPart)) if (!ofOthers.test(match.groups[0] ?? "")) return match;
  return undefined;
}

const anyPort = /["'`.[]([A-Z][A-Z0-9_]{1,40}_PORT)\b/g;
const shownPort = /^["']?(\d{4,5})["']?\s{0,9}(?:#.{0,200})?$/;

/** The only port that people are told to set, of those that are not of others. */
function onlyShown(sources: readonly Source[], example: (variable: string) => string | undefined): Match | undefined {
  const found = [...matchesOf(sources, anyPort)].filter(
    ({ groups: [name = ""] }) => !ofOthers.test(name) && shownPort.test(example(name) ?? ""),
  );
  return new Set(found.map(({ groups }) => groups[0])).size === 1 ? found[0] : undefined;
}

/** Where manifests say what a program is called; whoever clones it calls the folder as they like. */
const manifestNames: Readonly<Record<string, RegExp>> = {
  "go.mod": /^module[ \t]{1,9}(?:[^\s/]{1,99}\/){0,9}([^\s/]{1,99})$/m,
  "package.json": /"name"\s{0,9}:\s{0,9}"(?:@[^"/]{1,99}\/)?([^"/]{1,99})"/,
  "pyproject.toml": /^name[ \t]{0,9}=[ \t]{0,9}"([^"\n]{1,99})"/m,
  "Cargo.toml": /^name[ \t]{0,9}=[ \t]{0,9}"([^"\n]{1,99})"/m,
};

function ownNames({ folder, texts }: ProjectTree): string[] {
  const said = Object.entries(manifestNames).map(([path, name]) => name.exec(texts.get(path) ?? "")?.[1]);
  return [folder, ...said].flatMap((name) => (name ? [name.toUpperCase().replace(/[^A-Z0-9]/g, "_")] : []));
}

/** The first that is called by the program's own name. */
function ofOwnName(sources: readonly Source[], tree: ProjectTree): Match | undefined {
  const own = ownNames(tree);
  const isOwn = (variable = "") =>
    own.some((name) => variable.startsWith(name) && afterName.test(variable.slice(name.length)));
  for (const match of matchesOf(sources, named)) if (isOwn(match.groups[0])) return match;
  return undefined;
}

/** Programs that nobody but other programs asks are told by this one alone. */
const ofCalls = /["'`.[](GRPC_PORT)\b/g;

/** A server for Python's WSGI tells the program of each request by such names. */
const ofRequest = ({ before, groups }: Match) =>
  groups[0] === "SERVER_PORT" && /(?:(?<!os\.)\benviron\w{0,3}|\bMETA)(?:\.get\(|\[)$/.test(before);

function ofProgram(matches: Iterable<Match>): Match | undefined {
  for (const match of matches) if (!ofRequest(match)) return match;
  return undefined;
}

/** `example` tells what people are told to set a variable to. */
export function portVariable(
  sources: readonly Source[],
  tree: ProjectTree,
  example: (variable: string) => string | undefined,
): PortVariable | undefined {
  const found =
    ofProgram(matchesOf(sources, names)) ??
    ofOwnName(sources, tree) ??
    ofOwnPart(sources) ??
    firstMatch(sources, ofCalls) ??
    onlyShown(sources, example);
  if (!found) return undefined;
  const [name = ""] = found.groups;
  // Where it is first named, it may be only used.
  for (const match of [found, ...matchesOf(sources, named)]) {
    const said = match.groups[0] === name ? portDefault(match, sources) : undefined;
    if (said) return { name, value: Number(said), at: match.at };
  }
  const shown = Number(shownPort.exec(example(name) ?? "")?.[1]);
  return { name, value: shown || undefined, at: found.at };
}

const listens =
  /["'`.[]((?:LISTEN|BIND|HTTP|SERVER)_ADDR(?:ESS)?)\b["'`]?[^"'`]{0,120}["'`](localhost|127\.0\.0\.1|0\.0\.0\.0|):(\d{2,5})["'`]/g;

/** `cli.StringFlag{Name: "listener", Value: "127.0.0.1:8080", EnvVars: []string{"LISTENER"}}` */
const flags =
  /\bName:\s{0,9}"(?:http-|server-|web-)?(?:listen|listener|bind|addr|address)"[^}]{0,200}?\bValue:\s{0,9}"(localhost|127\.0\.0\.1|0\.0\.0\.0|):(\d{2,5})"[^}]{0,99}?\b(?:EnvVars?:|EnvVars\()[^"}]{0,20}\{?"([A-Z][A-Z0-9_]{1,60})"/g;

/** A variable for the whole address, with the one that is taken without it. */
export interface ListenVariable extends Found<number> {
  name: string;
  /** Without it, nothing outside of the container reaches the program. */
  isLoopback: boolean;
}

/** `f"SHOP_{name.upper()}"`, `"SHOP_" + strings.ToUpper(name)`: a program makes the names of its variables of those of its settings. */
const computed =
  /\bf["']([A-Z][A-Z0-9]{1,30}_)\{\w{1,40}\.upper\(\)\}["']|"([A-Z][A-Z0-9]{1,30}_)(?:%s)?"\s{0,3}[+,]\s{0,3}strings\.ToUpper\(/g;
const computedOf =
  /["'](bind|listen|addr|address)["'][^\n]{0,60}(?:\n[^\n]{0,60})?["'](localhost|127\.0\.0\.1|0\.0\.0\.0|):(\d{2,5})["']/g;

function computedListen(sources: readonly Source[]): ListenVariable | undefined {
  const beginning = firstMatch(sources, computed)?.groups.find((group) => group !== "");
  const setting = beginning ? firstMatch(sources, computedOf) : undefined;
  const [item = "", host = "", port] = setting?.groups ?? [];
  return (
    setting && {
      name: `${beginning}${item.toUpperCase()}`,
      value: Number(port),
      at: setting.at,
      isLoopback: /^(?:localhost|127)/.test(host),
    }
  );
}

const flagName = /\bName:\s{0,9}"(?:http-|server-|web-)?(?:listen|listener|bind|addr|address)(?:-http)?"[^\n]{0,400}/g;
const flagEnvironment = /\bEnvVars?:\s{0,9}(?:\[\]string\{)?"([A-Z][A-Z0-9_]{1,60})"/;
const flagValue = /\bValue:\s{0,9}(?:\w{1,40}\.)?(\w{1,60})\b/;

/** `Value: server.DefaultListen`, whose address stands elsewhere. */
function namedListen(sources: readonly Source[]): ListenVariable | undefined {
  for (const { path, text } of sources)
    for (const { 0: line, index } of text.matchAll(flagName)) {
      const [name, constant] = [flagEnvironment.exec(line)?.[1], flagValue.exec(line)?.[1]];
      const [, host = "", port] = constant === undefined ? [] : (addressOf(sources, constant) ?? []);
      if (name && port)
        return {
          name,
          value: Number(port),
          at: `${path}:${lineAt(text, index)}`,
          isLoopback: /^(?:localhost|127)/.test(host),
        };
    }
  return undefined;
}

const addressOf = (sources: readonly Source[], constant: string): RegExpExecArray | undefined => {
  for (const { text } of sources)
    for (let index = text.indexOf(`${constant} `); index !== -1; index = text.indexOf(`${constant} `, index + 1)) {
      const found =
        /^\w{1,60}[ \t]{1,80}(?:string[ \t]{1,80})?=\s{0,9}"(localhost|127\.0\.0\.1|0\.0\.0\.0|):(\d{2,5})"/.exec(
          text.slice(index, index + 300),
        );
      if (found) return found;
    }
  return undefined;
};

const addressRead =
  /\b(?:Getenv|LookupEnv|var|getenv)\(\s{0,9}"((?:LISTEN|BIND|SERVER|HTTP)_ADDR(?:ESS)?)"\s{0,9}\)(?!\s{0,3}\+)|\b(?:mapstructure|env|envconfig):"((?:HTTP_)?(?:LISTEN|BIND|SERVER|HTTP)_ADDR(?:ESS)?)[",]/g;

/** A variable for the whole address that has no default, of a program in which nothing else says where it listens. */
export function openListenVariable(sources: readonly Source[], port: number): ListenVariable | undefined {
  const found = firstMatch(sources, addressRead);
  return found && { name: found.groups.find(Boolean) ?? "", value: port, at: found.at, isLoopback: true };
}

export function listenVariable(sources: readonly Source[]): ListenVariable | undefined {
  const [found] = matchesOf(sources, listens);
  const [flag] = found ? [] : matchesOf(sources, flags);
  const place = found ?? flag;
  if (!place) return namedListen(sources) ?? computedListen(sources);
  const [name = "", host = "", port] = found?.groups ?? [flag?.groups[2] ?? "", ...(flag?.groups ?? [])];
  return { name, value: Number(port), at: place.at, isLoopback: /^(?:localhost|127)/.test(host) };
}
