import { nothingShown, type Shown } from "../../services/shown-variables.ts";
import type { Found } from "../tree.ts";
import { demandedBy, listedIn, takenAtOnce } from "./demanded.ts";
import { guards } from "./guarded.ts";
import type { Language } from "./language.ts";
import { flagged, handedToLenient } from "./own-helpers.ts";
import { firstMatch, firstWord, type Match, matchesOf, type Source } from "./scan.ts";
import { checkedBy, handedOn } from "./schemas.ts";
import { isTestedLater } from "./tested-later.ts";

/** Variables that the platform, the runtime or chatops sets, or that only matter while developing. */
const settled =
  /^(PORT|HOST|HOSTNAME|NODE_.*|APP_VERSION|LOG_LEVEL|DEBUG|DEV|CI|CI_.*|EDITOR|SHELL|TERM|TZ|PATH|HOME|PWD|USER|LANG|TMPDIR|PATHEXT|OSTYPE|NO_COLOR|FORCE_COLOR|VITEST.*|JEST.*|npm_.*|KUBERNETES_.*|PYTHON.*|DJANGO_SETTINGS_MODULE|HTTP_.*|REQUEST_.*|REMOTE_ADDR|GOPATH|JAVA_HOME|RACK_ENV|RAILS_.*|BUNDLE_.*|SERVER_PORT|JAVA_.*|SPRING_PROFILES_ACTIVE|RUST_LOG|CARGO_.*|ASPNETCORE_.*|DOTNET_.*|MIX_ENV|(?:LOCAL)?APPDATA|USERPROFILE|PROGRAMDATA|SYSTEMROOT|COMSPEC|DISPLAY|XDG_.*|SSH_AUTH_SOCK|SUDO_(?:USER|UID|GID)|NOTIFY_SOCKET|SERVER_(?:NAME|PROTOCOL|SOFTWARE)|GATEWAY_INTERFACE|PATH_INFO|QUERY_STRING|SCRIPT_NAME|HTTPS_PROXY|NO_PROXY|ALL_PROXY|FLY_(?:REGION|APP_NAME|ALLOC_ID|MACHINE_ID|P\w+_IP)|PRIMARY_REGION|VERCEL|VERCEL_(?:ENV|URL|REGION|GIT_\w+|BRANCH_URL|DEPLOYMENT_ID|PROJECT_PRODUCTION_URL)|RAILWAY_.*|RENDER|RENDER_(?:GIT|EXTERNAL|SERVICE|INSTANCE)_.*|HEROKU_.*|DYNO|NETLIFY|DEPLOY_PRIME_URL|AWS_LAMBDA_.*|K_SERVICE|K_REVISION|GAE_.*|PLAYWRIGHT|PLAYWRIGHT_.*|CYPRESS|CYPRESS_.*)$/;

/** What tells others of a program sends nothing where nobody says whither. */
const ofReports = /^(?:OTEL|DD|NEW_RELIC|ELASTIC_APM)_|(?:^|_)SENTRY_(?:DSN|ENVIRONMENT|RELEASE)$/;

/**
 * Variables that are read without a default; `known` are those that a backing service is told by. A default counts for
 * its own place only; a test whether the variable is there, and one that is handed on with its value, counts for the whole file. What a schema does without is
 * needed nowhere, nor is what the project's people do without where they show it, unless it is a secret of the
 * program's own. What the program ends without is needed, whatever else is said of it, and so is what they call required.
 */
export function detectVariables(
  sources: readonly Source[],
  { variables }: Language,
  known: ReadonlySet<string>,
  shown: Shown = nothingShown,
): Found<string>[] {
  const reads = variables.reads.flatMap((pattern) => [...matchesOf(sources, pattern)]);
  const defaulted = (variables.defaulted ?? []).flatMap((pattern) => [...matchesOf(sources, pattern)]);
  const isLenient = handedToLenient(sources, variables.own);
  const asked = reads.filter(
    (read) => isTested(read, variables) || isTestedLater(read, sources, variables) || isLenient(read),
  );
  const handed = handedOn(reads, sources, variables.properties ?? []);
  const tested = new Set([...asked, ...defaulted, ...handed].map(placeOf));
  const checked = checkedBy(sources, variables.schemas);
  const needed = [...reads.filter((read) => !isOptional(read, variables)), ...helped(sources, variables)];
  const set = (variables.sets ?? [])
    .flatMap((pattern) => [...matchesOf(sources, pattern)])
    .map(({ groups }) => groups[0]);
  const notNeeded = new Set([...checked.optional, ...set]);
  const isGuarded = guards(sources);
  const isDecided = checked.required.length > 0;
  const isLeftOut = (name: string | undefined) =>
    variables.goesOn === true && (isSwitch(name) || (isDecided && !isOwnSecret(name)));
  const isNeeded = (read: Match) =>
    !notNeeded.has(read.groups[0]) && !tested.has(placeOf(read)) && !isGuarded(read) && !isLeftOut(read.groups[0]);
  const demanded = [
    ...reads.filter(demandedBy(sources, variables.demands)),
    ...listedIn(sources, variables),
    ...flagged(sources, variables.own),
    ...calledRequired(shown.required, sources),
    ...[...shown.asked].map(([name, at]) => ({ groups: [name], at, before: "", after: "" })),
    ...(sources.some(({ text }) => variables.wantsExample?.test(text))
      ? calledRequired(shown.examples.keys(), sources)
      : []),
    ...(variables.goesOn ? readByPackages(shown, sources) : []),
  ];
  const open = [...needed, ...takenAtOnce(sources, variables)].filter(isNeeded);
  const required = [...(variables.goesOn ? open.filter(withoutLists(open)) : open), ...demanded, ...checked.required];
  const isDemanded = new Set([...demanded, ...checked.required].map(({ groups }) => groups[0] ?? ""));
  const names = new Set([...reads, ...required].map(({ groups }) => groups[0] ?? ""));
  const found = new Map<string, string>();
  for (const read of required) {
    const name = (read.groups[0] ?? "").toUpperCase();
    const isSpared =
      (!isDemanded.has(name) && shown.spared.has(name) && !isOwnSecret(name)) || isOfOtherPlace(name, names);
    const isSettled = ofReports.test(name) || settled.test(name);
    const isSet = isSettled && !((ofReports.test(name) || name === "LOG_LEVEL") && isDemanded.has(name));
    if (!isSet && !known.has(name) && !isSpared && !found.has(name)) found.set(name, read.at);
  }
  return [...found].map(([value, at]) => ({ value, at })).sort((a, b) => (a.value < b.value ? -1 : 1));
}

/** What people call required, if the code speaks of it at all. */
const calledRequired = (names: Iterable<string>, sources: readonly Source[]): Match[] =>
  [...names].flatMap((name) => {
    const at = firstWord(sources, name);
    return at === undefined ? [] : [{ groups: [name], at, before: "", after: "" }];
  });

/** What Auth.js takes by itself for those by whom people sign in. */
const ofAuthJs = /^AUTH_[A-Z0-9]{2,20}_(?:ID|SECRET)$/;

/** A secret of the program's own that people are shown, and none of its files reads: a package of it does. */
const readByPackages = ({ examples }: Shown, sources: readonly Source[]): Match[] =>
  [...examples].flatMap(([name, at]) =>
    (isOwnSecret(name) || ofAuthJs.test(name)) && !firstWord(sources, name)
      ? [{ groups: [name], at, before: "", after: "" }]
      : [],
  );

/** What is read by a function of the project's own, or of a package. */
const helped = (sources: readonly Source[], variables: Language["variables"]): Match[] =>
  (variables.helpers ?? []).flatMap(({ calls, optional }) =>
    [...matchesOf(sources, calls)].filter((read) => !optional.test(read.after) && !isTested(read, variables)),
  );

const placeOf = ({ groups, at }: Match) => `${at.replace(/:\d+$/, "")} ${groups[0]}`;

const isTested = ({ after, before }: Match, { testedAfter, testedBefore }: Language["variables"]) =>
  testedAfter.test(after) || testedBefore.test(before);

const isOptional = (read: Match, variables: Language["variables"]) =>
  (variables.optionalAfter.test(read.after) && !isEmptySecret(read)) || isTested(read, variables);

/** So many reads of one file are all that may be set, and not what has to be. */
const longList = 12;
const holdsSecret = /(?:^|_)(?:SECRET(?:_KEY)?|(?:ENCRYPTION|SESSION|MASTER|SIGNING|APP)_KEY|SALT|JWT_\w{1,40}KEY)$/;
const ofOtherParty = /CLIENT|OAUTH|GITHUB|GITLAB|GOOGLE|AWS|S3|STRIPE|FACEBOOK|TWITTER|CAPTCHA|WEBHOOK/;

/** Of a long list of settings, what the program seals by, and what else files read alone. */
function withoutLists(reads: readonly Match[]): (read: Match) => boolean {
  const fileOf = ({ at }: Match) => at.slice(0, at.lastIndexOf(":"));
  const counts = new Map<string, Set<string>>();
  for (const read of reads) {
    const names = counts.get(fileOf(read)) ?? new Set();
    counts.set(fileOf(read), names.add(read.groups[0] ?? ""));
  }
  return (read) => {
    const [name = ""] = read.groups;
    const isSeal = isOwnSecret(name) || (holdsSecret.test(name) && !ofOtherParty.test(name));
    return isSeal || (counts.get(fileOf(read))?.size ?? 0) < longList;
  };
}

/** What is turned on is off as long as nobody says so. */
const isSwitch = (name = "") =>
  /^(?:USE|ENABLE|DISABLE|ALLOW|SKIP|IS|HAS|SHOW|HIDE|NO)_|_(?:ENABLED?|DISABLED?)$/.test(name);

/** What a program signs, seals or signs in by: it does nothing without. */
const isOwnSecret = (name = "") =>
  /^(?:(?:APP|AUTH|NEXTAUTH|JWT|SESSION|COOKIE|BOT|DISCORD|DISCORD_BOT|TELEGRAM|TELEGRAM_BOT)_)?(?:SECRET|SECRET_KEY|TOKEN)$|^ENCRYPTION_KEY$/.test(
    name,
  );

/** `MONGODB_URI_LOCAL` beside `MONGODB_URI`. */
function isOfOtherPlace(name: string, names: ReadonlySet<string>): boolean {
  const stem = /^([A-Z0-9_]{1,80}?)_(?:LOCAL|DEV|DEVELOPMENT|TESTS?|STAGING|OLD)$/.exec(name)?.[1];
  return stem !== undefined && names.has(stem);
}

/** `process.env.TOKEN || ""` has no default but one for the compiler. */
const isEmptySecret = ({ groups: [name = ""], after }: Match) =>
  (isOwnSecret(name) || (/_SECRET(?:_KEY)?$/.test(name) && !ofOtherParty.test(name))) &&
  /^[^"'`\n]{0,20}(?:\?\?|\|\|)\s{0,9}(?:""|''|``)/.test(after);

/** Variables of other names by which a program is told on which address it listens. */
const binding =
  /\b((?:[A-Z][A-Z0-9]{0,20}_){0,2}(?:BIND_(?:IP|HOST|ADDR|ADDRESS)|LISTEN_(?:IP|HOST))|(?:SERVER|APP|HTTP|API|FASTIFY)_(?:HOST|ADDRESS))\b["'\])]{0,4}\s{0,9}(?:\?\?|\|\||,|=|:\s{0,9}[\w.]{1,30}\(\{\s{0,4}default\s{0,4}:)\s{0,9}["'](?:localhost|127\.0\.0\.1)["']/g;
/** `z.string().default("127.0.0.1").describe("HD_BIND_IP")` */
const describedBinding =
  /["'](?:localhost|127\.0\.0\.1)["'][^\n"']{0,60}["']((?:[A-Z][A-Z0-9]{0,20}_){0,2}(?:BIND_(?:IP|HOST|ADDR|ADDRESS)|LISTEN_(?:IP|HOST)))["']/g;

/** `bindHost: ${BIND_HOST:-127.0.0.1}` */
const filledInBinding =
  /\$\{((?:[A-Z][A-Z0-9]{0,20}_){0,2}(?:BIND|LISTEN)_(?:IP|HOST|ADDR|ADDRESS)):-?(?:localhost|127\.0\.0\.1)\}/g;

/** What has a program listen for everybody, if the default of that would keep it on the loopback address. */
export function detectHost(
  sources: readonly Source[],
  { loopbackHost, port }: Language,
): (Found<string> & { name: string }) | undefined {
  const match = loopbackHost && firstMatch(sources, loopbackHost);
  if (match) return { name: match.groups[0] || "HOST", value: "0.0.0.0", at: match.at };
  const read = port.variables && (firstMatch(sources, binding) ?? firstMatch(sources, describedBinding));
  const other = read || firstMatch(sources, filledInBinding);
  return other ? { name: other.groups[0] ?? "", value: "0.0.0.0", at: other.at } : undefined;
}
