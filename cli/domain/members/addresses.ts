import { settingsFile, textsIn, variableOf } from "../packs/dotnet/appsettings.ts";
import { javascript } from "../packs/node/language.ts";
import { isManifest } from "../packs/reading.ts";
import { withoutOwn } from "../packs/shared/scan.ts";
import { isOneOfSeveral, lineAt } from "../packs/tree.ts";
import type { Member, Told } from "./member.ts";

/** Addresses that a browser is told, which reaches none of the names in a cluster. */
const forBrowsers =
  /^(?:NEXT_PUBLIC|VITE|REACT_APP|VUE_APP|PUBLIC|NUXT_PUBLIC|EXPO_PUBLIC)_|ORIGIN|CORS|CLIENT|FRONT|PUBLIC|CALLBACK|REDIRECT|SITE|^(?:APP|BASE)_URL$/;

/** By which variables a service is told where others are: as the Compose file says, or as its code reads them. */
export function addressesOf(member: Member, members: readonly Member[]): Told[] {
  const others = members.filter(({ name, answers }) => answers && name !== member.name);
  const said = (member.composed?.environment ?? []).flatMap(([name, value]) =>
    others.flatMap((other) => saidAddress(name, value, other).map((told) => ({ ...told, at: member.at }))),
  );
  if (member.composed && !member.composed.isImage) return unique(said);
  return unique([
    ...said,
    ...readAddresses(member, others),
    ...namedAddresses(member, others),
    ...settingAddresses(member, others),
  ]);
}

const unique = (all: readonly Told[]) =>
  all.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index);

/** `http://api:3000`, `api:3000`, or `api` for a variable that is called like an address. */
function saidAddress(name: string, value: string, { name: of, composed }: Member): Omit<Told, "at">[] {
  const service = composed?.service;
  // What holds a password has no place among the values of a chart.
  if (!service || /\$|:\/\/[^/]{0,200}@/.test(value) || forBrowsers.test(name)) return [];
  const start = value.indexOf(service);
  const before = value.slice(0, start);
  const after = value.slice(start + service.length);
  const isWhole = start === 0 && after === "" && /HOST|ADDR|SERVER|SERVICE|URL/.test(name);
  const isHost = start !== -1 && /^$|:\/\/$|@$/.test(before) && /^:\d/.test(after);
  const isUrl = start !== -1 && before.endsWith("://") && /^(?:\/|$)/.test(after);
  return isWhole || isHost || isUrl ? [{ name, value: `${before}${of}${after}`, of }] : [];
}

const localAddresses = [
  /\b(?<!\b(?:const|let|var)[ \t])(?!ENV\b|ARG\b)([A-Z][A-Z0-9_]{2,60})\b[^\n]{0,40}?["'`]((?:https?|wss?|grpc):\/\/)?(?:localhost|127\.0\.0\.1):(\d{2,5})(\/[^"'`\s]{0,80})?["'`]/g,
  /\$\{([A-Z][A-Z0-9_]{2,60}):((?:https?|wss?|grpc):\/\/)?(?:localhost|127\.0\.0\.1):(\d{2,5})(\/[^}"'\s]{0,80})?\}/g,
];

/** `process.env.API_URL || "http://localhost:4000"`, where a service listens at 4000. */
function readAddresses(member: Member, others: readonly Member[]): Told[] {
  if (isPage(member)) return [];
  return textsOf(member).flatMap(([path, text]) =>
    localAddresses
      .flatMap((pattern) => [...text.matchAll(pattern)])
      .flatMap(({ index, 1: name = "", 2: protocol = "", 3: port = "", 4: rest = "" }) => {
        const isOwn =
          Number(port) === member.facts.port.value || isCalled(name.replace(addressEnding, ""), member.name);
        const called = others.find((one) => isCalled(name.replace(addressEnding, ""), one.name));
        const isRequest = protocol !== "" && ofProgram.test(name);
        const other = isOwn ? undefined : (called ?? listeningAt(Number(port), others, isRequest));
        if (!other || forBrowsers.test(name)) return [];
        const value = `${protocol}${other.name}:${other.facts.port.value}${rest}`;
        return [{ name, value, of: other.name, at: `${path}:${lineAt(text, index)}` }];
      }),
  );
}

/** Its own files, of one that is built with others; what a module of its own has made of variables is none. */
const textsOf = ({ tree }: Member): [path: string, text: string][] =>
  [...tree.texts]
    .filter(([path]) => !isOneOfSeveral(tree) || path.startsWith(`${tree.within?.folder}/`))
    .map(([path, text]) => [path, javascript.files.test(path) ? withoutOwn(text, javascript) : text]);

/** What a variable is called that tells of the program behind, whatever that is called. */
const ofProgram = /API|BACK|SERVER|SERVICE/;

/** A server for developing may listen somewhere else than the one for production: then it is the only other one. */
function listeningAt(port: number, others: readonly Member[], isRequest: boolean): Member | undefined {
  const exact = others.find(({ facts }) => facts.port.value === port);
  const programs = others.filter((other) => !isPage(other));
  return exact ?? (isRequest && programs.length === 1 ? programs[0] : undefined);
}

const addressEnding = /_(?:URL|URI|ADDR|ADDRESS|HOST)$/;

const addressVariable = /(?:["'`]|\benv\.)([A-Z][A-Z0-9_]{1,60}_(URL|URI|ADDR|ADDRESS|HOST))\b/g;

/** The form of an address is that of its default: `process.env.API_ADDRESS || "http://127.0.0.1:8081"`. */
const localDefault =
  /^[^\n]{0,90}?["'`](https?:\/\/)(?:localhost|127\.0\.0\.1)(?=[:/"'`])(?::\d{2,5})?(\/[^"'`\s$]{0,80})?/;

/** A variable that is called like another service: `CATALOG_URL`, or `PRODUCT_CATALOG_SERVICE_ADDR`. */
function namedAddresses(member: Member, others: readonly Member[]): Told[] {
  if (isPage(member)) return [];
  return textsOf(member).flatMap(([path, text]) =>
    isManifest(path)
      ? []
      : [...text.matchAll(addressVariable)].flatMap(({ index, 1: name = "", 2: kind = "" }) => {
          const other = others.find((one) => isCalled(name.slice(0, -kind.length - 1), one.name));
          if (!other || forBrowsers.test(name)) return [];
          const at = `${path}:${lineAt(text, index + 1)}`;
          return toldOf({ name, kind }, other, text.slice(index)).map((told) => ({ ...told, of: other.name, at }));
        }),
  );
}

const inSetting = /^((?:https?|wss?|grpc):\/\/)?([\w-]{1,60})(?::(\d{2,5}))?(\/[^\s"]{0,80})?$/;

/** What tokens say of who gave them, which is no place to connect to. */
const named = /ISSUER|AUTHORITY|AUDIENCE/;

/** `"Catalog": "http://catalog-api:5101"` of a program in .NET: a service that is called so, or listens there. */
const settingAddresses = (member: Member, others: readonly Member[]): Told[] =>
  textsOf(member).flatMap(([path, text]) =>
    settingsFile.test(path)
      ? textsIn(text).flatMap(({ keys, value, index }): Told[] => {
          const [, protocol = "", host = "", port = "", rest = ""] = inSetting.exec(value) ?? [];
          const isLocal = host === "localhost" && Number(port) !== member.facts.port.value;
          const called = protocol || port ? others.find((one) => isCalled(host, one.name)) : undefined;
          const other = called ?? (isLocal ? listeningAt(Number(port), others, false) : undefined);
          const name = variableOf(keys);
          return other && !forBrowsers.test(name) && !named.test(name)
            ? [
                {
                  name,
                  value: `${protocol}${other.name}:${other.facts.port.value}${rest}`,
                  of: other.name,
                  at: `${path}:${lineAt(text, index)}`,
                },
              ]
            : [];
        })
      : [],
  );

/** By an address in the form of its default; where a variable for the port stands beside it in the code, by both. */
function toldOf({ name, kind }: { name: string; kind: string }, { name: of, facts }: Member, text: string) {
  const port = String(facts.port.value);
  const ownPort = `${name.slice(0, -kind.length)}PORT`;
  const [, protocol, rest = ""] = localDefault.exec(text.slice(0, 200)) ?? [];
  if (!protocol && text.slice(0, 200).includes(ownPort))
    return [
      { name, value: of },
      { name: ownPort, value: port },
    ];
  const isUrl = protocol !== undefined || kind.startsWith("UR");
  return [
    { name, value: kind === "HOST" ? of : isUrl ? `${protocol ?? "http://"}${of}:${port}${rest}` : `${of}:${port}` },
  ];
}

/** `PRODUCT_CATALOG_SERVICE` is productcatalogservice, product-catalog or catalog-service. */
function isCalled(variable: string, name: string): boolean {
  const [called, own] = [variable.replaceAll("_", "").toLowerCase(), name.replaceAll("-", "")];
  const short = (text: string) => text.replace(/(?:service|server|api|svc)$/, "");
  return called === own || (short(called) !== "" && short(called) === short(own));
}

/** What runs in the browser has no variables. */
export const isPage = ({ facts }: Pick<Member, "facts">) => facts.evidence.some(({ what }) => what === "pages");
