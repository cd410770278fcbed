const longestEvidence = 12;
/** How many lines of the end are shown where the first error stands further up. */
const ending = 5;

/** What package managers and build tools write behind their error, and what says nothing of it. */
const noise = [
  /^\s*$/,
  /^npm (?:error|ERR!)\s*$/,
  /^npm (?:notice|warn|WARN)\b/,
  /^npm (?:error|ERR!) A complete log of this run/,
  /^\[ERROR\]\s*(?:$|-> \[Help|\[Help \d|To see the full stack trace|Re-run Maven|For more information about the errors|After correcting the problems|mvn <args>)/,
  /^\[INFO\]/,
  /^> Run with --|^> Get more help|^BUILD FAILED in |^FAILURE: Build failed with|^Deprecated Gradle features|^You can use '--warning-mode|^For more on this, please refer/,
  /^\[notice\]|^note: (?:This error originates|This is an issue with the package)|^hint: See above/,
  /^\s*at (?:async )?(?:\S{1,300} )?\(?(?:file:|node:|\/)\S{1,500}$/,
];

const namesError = /\b(?:error|fatal|failed)\b|ERR_[A-Z]|What went wrong|Traceback/i;
/** Packages have such names as well. */
const tellsPackage = /^\s*(?:Compiling|Checking|Downloading|Downloaded|Collecting|Installing|Fetching|Using)\b/;

/** Where the help of a tool begins that it prints behind its error; it goes on to the end. */
const helpBegins = /^npm (?:error|ERR!) (?:Clean install a project|Usage:)|^\* Try:$/;

/** The output of the step that failed, as `--progress=plain` has it, without times; empty if it does not stand there. */
export function failedStep(output: string): string[] {
  const [, step] = /^#(\d{1,9}) ERROR: /m.exec(output) ?? [];
  if (step === undefined) return [];
  const said = /^#(\d{1,9}) \d{1,9}\.\d{1,9} ?(.*)$/;
  return output.split("\n").flatMap((line) => {
    const [, of, text = ""] = said.exec(line) ?? [];
    return of === step ? [text] : [];
  });
}

/**
 * The lines that say why a step of a build failed: without what its tool adds for everybody, and with the first error, which
 * the builder's own last lines may leave out.
 */
export function whyBuildFailed(lines: readonly string[]): string[] {
  const help = lines.findIndex((line) => helpBegins.test(line));
  const own = lines.slice(0, help === -1 ? undefined : help).filter((line) => !noise.some((each) => each.test(line)));
  const first = own.findIndex((line) => namesError.test(line) && !tellsPackage.test(line));
  const begin = Math.max(0, own.length - longestEvidence);
  if (first === -1 || first >= begin) return own.slice(begin);
  return [...own.slice(first, first + longestEvidence - ending - 1), "…", ...own.slice(-ending)];
}

/** What brings a lock file and its manifest together again, by what the package manager says of them. */
const lockFiles: [said: RegExp, command: string][] = [
  [/npm ci` can only install packages when/, "npm install"],
  [/ERR_PNPM_(?:OUTDATED_LOCKFILE|LOCKFILE_CONFIG_MISMATCH)/, "pnpm install"],
  [/Your lockfile needs to be updated|lockfile would have been modified by this install/, "yarn install"],
  [/lockfile had changes, but lockfile is frozen/, "bun install"],
  [/poetry\.lock was last generated|poetry\.lock is not up to date/, "poetry lock"],
  [/lockfile at `uv\.lock` needs to be updated/, "uv lock"],
  [/Pipfile\.lock \(\w{1,80}\) out of date/, "pipenv lock"],
  [/lock file is not up to date with the latest changes in composer\.json/, "composer update --lock"],
  [/lock file \S{1,300} needs to be updated but --(?:locked|frozen)/, "cargo update --workspace"],
  [/(?:bundle install`? (?:elsewhere|locally)|lockfile can't be updated|Gemfile\.lock.{0,80}frozen)/, "bundle install"],
  [/missing go\.sum entry|updates to go\.mod needed|inconsistent vendoring/, "go mod tidy"],
];

/** What to do about a lock file that does not belong to its manifest; undefined if that is not what failed. */
export function hintForLockFile(lines: readonly string[]): string | undefined {
  const command = lockFiles.find(([said]) => lines.some((line) => said.test(line)))?.[1];
  return (
    command && `The lock file does not belong to its manifest: \`${command}\`, commit what it changes, and try again.`
  );
}
