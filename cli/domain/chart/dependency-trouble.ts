/** A chart whose dependencies Helm cannot get. */
interface Depending {
  /** Path of the chart in the repository. */
  path: string;
  /** The repositories that it names. */
  repositories: readonly string[];
}

interface Trouble {
  /** Helm's words, in all of its versions. */
  words: RegExp;
  way: (depending: Depending, said: string) => string;
}

const hostsOf = (repositories: readonly string[], scheme: string): string[] => [
  ...new Set(
    repositories.filter((url) => url.startsWith(scheme)).flatMap((url) => url.slice(scheme.length).split("/")[0] ?? []),
  ),
];

/** As whom releases are made has to be known there. */
function logIn({ repositories }: Depending, said: string): string {
  const host = hostsOf(repositories, "oci://").find((each) => said.includes(each));
  if (host) return `Log in where releases are made: \`helm registry login ${host}\`, or \`docker login ${host}\`.`;
  const web = repositories.filter((each) => each.startsWith("http"));
  const url = web.find((each) => said.includes(each));
  const elsewhere = /(https?:\/\/[^/\s]{1,300})\S{0,2000}\.tgz/.exec(said)?.[1];
  if (elsewhere && !web.some((each) => each.startsWith(elsewhere)))
    return `The index names charts at ${elsewhere}, where Helm gives no password of another place unless told to: \`helm repo add <name> ${web.length === 1 ? web[0] : "<url>"} --username <user> --password-stdin --pass-credentials\`.`;
  return `Log in where releases are made: \`helm repo add <name> ${url ?? "<url>"} --username <user> --password-stdin\`.`;
}

const troubles: readonly Trouble[] = [
  {
    words: /out of sync with the dependencies file/,
    way: ({ path }) => `Run \`helm dependency update ${path}\` and commit its lock file: Chart.yaml was changed without it.`,
  },
  {
    words: /no repository definition for (?:@|alias:)?/,
    way: ({ path }, said) => {
      const name = /no repository definition for ([^\s,]+?)\.?(?:,|\s|$)/.exec(said)?.[1] ?? "it";
      return `${name} is a name in somebody's own Helm: write the URL into ${path}/Chart.yaml, or run \`helm repo add ${name.replace(/^(@|alias:)/, "")} <url>\` wherever releases are made.`;
    },
  },
  {
    words: /metadata\.name .{0,200} is invalid|invalid chart name/,
    way: ({ path }) =>
      `The name of a chart has no path in it: correct \`name\` in ${path}/Chart.yaml, and let \`repository\` be the URL with that path.`,
  },
  { words: /\b401\b|unauthorized|authentication required|credential not found/i, way: logIn },
  {
    words: /\b403\b|\bdenied\b|forbidden/i,
    way: () => "Whoever makes releases may not read it: ask for that right, or log in as somebody else.",
  },
  {
    words: /gave HTTP response to HTTPS client/,
    way: () => "Helm gets dependencies by https alone, but from this machine's own registries: give that one a certificate.",
  },
  {
    words: /certificate|x509/i,
    way: () => "Have this machine trust the authority of its certificate (`SSL_CERT_FILE`), or name it to Helm: `helm repo add --ca-file`.",
  },
  {
    words: /directory \S+ not found/,
    way: ({ path }) => `A dependency without \`repository\` has to be in ${path}/charts: commit it there, or name where it comes from.`,
  },
  {
    words: /index\.yaml ?: 404|not a valid chart repository/,
    way: ({ path }) => `No chart repository is at that URL: correct it in ${path}/Chart.yaml. It may have moved to a registry, \`oci://…\`.`,
  },
  {
    words: /not found|locate a version matching|get a valid version/i,
    way: ({ path }) =>
      `There is no such chart, or no such version of it: correct ${path}/Chart.yaml, then run \`helm dependency update ${path}\` and commit the lock file.`,
  },
  {
    words: /no such host|connection refused|connection reset|timeout|EOF/i,
    way: () => "It is not reached from here: is it right, and does it need a proxy (`HTTPS_PROXY`) or another network?",
  },
];

/** What helps where Helm cannot get the dependencies of a chart, by what it said. */
export function wayToDependencies(depending: Depending, said: readonly string[]): string {
  const text = said.join("\n");
  const known = troubles.find(({ words }) => words.test(text));
  const { path } = depending;
  const usual = `Correct it until \`helm dependency build ${path}\` works in a fresh clone, or commit ${path}/charts.`;
  return known ? `${known.way(depending, text)} ${path}/charts in the commit does as well.` : usual;
}
