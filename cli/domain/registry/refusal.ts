import { parseImageName } from "../image/reference.ts";
import { createCommand, loginCommand } from "./commands.ts";

/** An answer that says no, of a registry or of an engine that speaks for it. */
export interface Refusal {
  /** Registry and repository, `ghcr.io/team/chat`. */
  name: string;
  /** Of HTTP; undefined if only words are known. */
  status: number | undefined;
  words: string;
}

/** What it is that a registry refuses, and the way out. */
export interface RefusalKind {
  is:
    | "immutable"
    | "size"
    | "quota"
    | "rate"
    | "login"
    | "repository"
    | "read-only"
    | "right"
    | "http"
    | "certificate"
    | "network"
    | "cut";
  hint: string;
}

interface Rule {
  is: RefusalKind["is"];
  words: RegExp;
  statuses?: number[];
  hint: (name: string) => string;
}

const saysStatus = /\b(?:HTTP|status)\b[^\n]{0,300}?\b(429|50[0234])\b/i;
/** Docker Hub counts by hours: nobody waits for that. */
const isForHours = /pull rate limit/i;

/** The status of HTTP that an engine's words tell of, if it passes: a registry that is busy, or fails for a moment. */
export function busyStatus(words: string): number | undefined {
  if (isForHours.test(words)) return undefined;
  const [, status] = saysStatus.exec(words) ?? [];
  if (status) return Number(status);
  return /\btoomanyrequests\b/i.test(words) ? 429 : undefined;
}

const registryOf = (name: string) => parseImageName(name).registry;

const loginHint = (name: string) => `Log in with \`${loginCommand(registryOf(name))}\` as a user who may push ${name}.`;

/** The first that fits decides: registries put the same status, and the same first word, over different things. */
const rules: Rule[] = [
  {
    is: "immutable",
    words: /immutab|cannot be overwritten|overwrite artifact|not allow updating/i,
    statuses: [412],
    hint: () => "Nothing is replaced there: release a higher version, for example with --bump patch.",
  },
  {
    is: "size",
    words: /entity too large|content too large|payload too large|\b413\b/i,
    statuses: [413],
    hint: () =>
      "A proxy in front of the registry limits what is uploaded at once: raise its limit (nginx: client_max_body_size), or make the layers smaller.",
  },
  {
    is: "quota",
    words: /quota|exceed(?:s|ed)? the configured upper limit|no space left|insufficient storage/i,
    statuses: [507],
    hint: () => "Make room in the registry, or have its quota raised; then run the same command again.",
  },
  {
    is: "rate",
    words: /toomanyrequests|too many requests|rate limit/i,
    statuses: [429],
    hint: (name) =>
      `Wait a while, or log in with \`${loginCommand(registryOf(name))}\`: whoever is logged in may ask for more.`,
  },
  { is: "login", words: /token has expired|incorrect username or password/i, hint: loginHint },
  {
    is: "repository",
    words: /name.?unknown|(?:repository|project|namespace) .{0,200}(?:not found|(?:does not|doesn't) exist)/i,
    statuses: [404],
    hint: repositoryHint,
  },
  {
    is: "read-only",
    words: /read.?only|pull.?through|proxy (?:repository|cache|project)|operation is disallowed/i,
    statuses: [405],
    hint: () => "Name a repository that takes pushes in `image` of chatops.yaml, or have this one opened.",
  },
  {
    is: "right",
    words: /denied|forbidden|insufficient.?scope|not authorized|unauthorized to access/i,
    statuses: [403],
    hint: rightHint,
  },
  {
    is: "login",
    words: /unauthorized|authentication required|no basic auth/i,
    statuses: [401],
    hint: loginHint,
  },
  {
    is: "http",
    words: /HTTP response to HTTPS client/,
    hint: (name) => `It speaks http: list ${registryOf(name)} in \`insecure-registries\` of the engine's daemon.json.`,
  },
  {
    is: "certificate",
    words: /x509|certificate/i,
    hint: (name) =>
      `The engine does not trust it: put the certificate of its issuer into /etc/docker/certs.d/${registryOf(name)}/ca.crt where the engine runs.`,
  },
  {
    is: "network",
    words: /no such host|i\/o timeout|connection refused|proxyconnect|network is unreachable/i,
    hint: () =>
      "The engine must reach the registry by itself: it has its own proxies (`proxies` in its daemon.json), not those of this shell.",
  },
  {
    is: "cut",
    words: /\bEOF\b|connection reset by peer|broken pipe/,
    hint: () =>
      "It was cut on its way: a proxy in front of the registry may limit size or time (nginx: client_max_body_size, proxy_read_timeout). The same command goes on with the layers that are missing.",
  },
];

function repositoryHint(name: string): string {
  const command = createCommand(name);
  return command
    ? `Create the repository first: \`${command}\`.`
    : `Create ${parseImageName(name).repository}, or what it stands in, in the registry first, or correct \`image\` in chatops.yaml.`;
}

/** A workflow's token may write a package only if the package lets its repository in, whatever the workflow may do. */
const ofGitHub =
  "In a workflow of GitHub the job needs `permissions: { contents: write, packages: write }`, and a package that was there " +
  "before needs the repository under Manage Actions access in its settings, with the role Write.";

function rightHint(name: string): string {
  if (registryOf(name) === "ghcr.io") return `${loginHint(name)} ${ofGitHub}`;
  const command = createCommand(name);
  return `${loginHint(name)}${command ? ` If the repository does not exist yet: \`${command}\`.` : ""}`;
}

/** Undefined if the answer tells no more than that it is none. Words come before statuses, which say less. */
export function kindOf({ name, status, words }: Refusal): RefusalKind | undefined {
  const byWords = rules.find((rule) => rule.words.test(words));
  const rule = byWords ?? rules.find(({ statuses = [] }) => status !== undefined && statuses.includes(status));
  return rule && { is: rule.is, hint: rule.hint(name) };
}
