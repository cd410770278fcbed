import { spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, listed, writeAll } from "../../../testing/fixtures/folder.ts";
import { git } from "../../../testing/git/repository.ts";
import { sharedRepository } from "../../../testing/git/shared-repository.ts";
import { isFull } from "../../../testing/setup/short-run.ts";
import { checkOut } from "../../adapters/git/clone.ts";
import { createTag, objectAt, publishTag, pushReservation } from "../../adapters/git/publish.ts";
import { writeTagObject } from "../../adapters/git/tag-object.ts";
import { namingOf } from "../../domain/release/naming.ts";
import { readOverview, readSource } from "./source.ts";

/** All that Git lets a user set about what it shows, and about what it does besides what it is told. */
const settings = [
  ..."advice.statusHints=false advice.pushUpdateRejected=false branch.sort=-committerdate blame.date=relative".split(
    " ",
  ),
  ..."clone.rejectShallow=true clone.defaultRemoteName=upstream column.ui=always column.status=always".split(" "),
  ..."color.ui=always color.status=always color.push=always color.remote=always color.transport=always".split(" "),
  ..."color.advice=always color.diff=always color.branch=always core.abbrev=4 core.autocrlf=true core.eol=crlf".split(
    " ",
  ),
  ..."core.commentChar=; core.logAllRefUpdates=always core.pager=false core.preferSymlinkRefs=true".split(" "),
  ..."core.quotePath=true core.untrackedCache=true core.warnAmbiguousRefs=false core.whitespace=cr-at-eol".split(" "),
  ..."diff.external=false diff.ignoreSubmodules=all diff.mnemonicPrefix=true diff.noprefix=true".split(" "),
  ..."diff.orderFile=/dev/null diff.relative=true diff.renames=copies diff.submodule=log diff.wordRegex=.".split(" "),
  ..."fetch.output=compact fetch.parallel=8 fetch.prune=true fetch.pruneTags=true fetch.recurseSubmodules=true".split(
    " ",
  ),
  ..."fetch.showForcedUpdates=false fetch.writeCommitGraph=true format.pretty=fuller format.signOff=true".split(" "),
  ..."format.notes=true gc.auto=1 grep.patternType=fixed grep.fullName=true help.autoCorrect=1".split(" "),
  ..."i18n.commitEncoding=ISO-8859-1 i18n.logOutputEncoding=ISO-8859-1 init.defaultBranch=trunk".split(" "),
  ..."log.abbrevCommit=true log.date=relative log.decorate=full log.diffMerges=on log.follow=true".split(" "),
  ..."log.graphColors=red log.mailmap=true log.showRoot=false log.showSignature=true merge.ff=only".split(" "),
  ..."notes.displayRef=* pager.log=true pager.status=true pager.for-each-ref=true pretty.x=%H pull.rebase=true".split(
    " ",
  ),
  ..."push.autoSetupRemote=true push.default=nothing push.followTags=true push.recurseSubmodules=on-demand".split(" "),
  ..."push.useForceIfIncludes=true rebase.autoStash=true receive.denyCurrentBranch=warn rerere.enabled=true".split(" "),
  ..."remote.origin.tagOpt=--tags remote.origin.prune=true remote.origin.skipDefaultUpdate=true".split(" "),
  ..."remote.pushDefault=nowhere showBranch.default=--all stash.showPatch=true status.aheadBehind=false".split(" "),
  ..."status.branch=true status.displayCommentPrefix=true status.relativePaths=false status.renames=copies".split(" "),
  ..."status.short=true status.showStash=true status.showUntrackedFiles=no status.submoduleSummary=true".split(" "),
  ..."submodule.recurse=true tag.forceSignAnnotated=false tag.sort=-version:refname tar.umask=0077".split(" "),
  ..."transfer.fsckObjects=true user.useConfigOnly=true".split(" "),
  ..."versionsort.suffix=-rc protocol.file.allow=always core.fsyncMethod=batch trailer.ifexists=replace".split(" "),
  // Git asks a hook what changed, and runs others from there.
  "core.fsmonitor=<loud>",
  "core.hooksPath=<hooks>",
  "init.templateDir=<hooks>",
  "core.attributesFile=<attributes>",
];

const loud = '#!/bin/sh\necho "what a hook says"; echo "and complains of" >&2; exit 1\n';

/** A release's way through Git, from a checkout whose user has these settings, and what is left of it. */
async function releaseWith(settings: readonly string[], locale: NodeJS.ProcessEnv = {}) {
  const { directory, remote, commit } = sharedRepository({ "ä b.txt": "one\ntwo\n", "sub/c.txt": "x\n" });
  git(directory, "tag", "--annotate", "--message", "mine alone", "private");
  const first = commit("feat: Grüße an alle", { "d.txt": "1\n" });
  git(directory, "push", "--quiet", "origin", `${first}:refs/tags/v1.0.0`);
  commit("fix: für alle\n\nBREAKING CHANGE: all", { "d.txt": "2\n" });
  const head = sign(directory);
  writeAll(directory, { "neu ü.txt": "new", "d.txt": "changed\n" });
  const home = folder({
    loud,
    "hooks/pre-push": loud,
    "hooks/post-checkout": loud,
    "hooks/reference": loud,
    attributes: "* eol=crlf\n",
  });
  for (const file of ["loud", "hooks/pre-push", "hooks/post-checkout"]) chmodSync(join(home, file), 0o755);
  const config = join(home, ".gitconfig");
  const places = { loud: join(home, "loud"), hooks: join(home, "hooks"), attributes: join(home, "attributes") };
  for (const setting of ["user.name=Test", "user.email=test@example.com", ...settings]) {
    const [key = "", value = ""] = setting.split(/=(.*)/s);
    git(
      home,
      "config",
      "--file",
      config,
      "--add",
      key,
      value.replace(/<(\w+)>/, (_, name) => places[name as keyof typeof places]),
    );
  }
  const { signal } = new AbortController();
  const access = { env: { ...process.env, ...locale, GIT_CONFIG_GLOBAL: config }, signal };
  const naming = namingOf({ name: "chat" });
  const asked = { branch: "main", naming };
  const source = await readSource(await readOverview(directory, asked, access), asked);
  const { repository, tagger } = source;
  const object = await writeTagObject(repository, { commit: head, name: "v2.0.0", message: "Holder: ä", tagger });
  const ref = naming.reservation("2.0.0");
  const outcomes = [
    await pushReservation(repository, ref, object, undefined),
    (await objectAt(repository, ref)) === object,
  ];
  const target = join(folder(), "copy");
  await checkOut(repository, head, target, signal);
  await createTag(repository, "v2.0.0", head, "Release 2.0.0\n\n# Grüße\n\nImage: a");
  outcomes.push(await publishTag(repository, "v2.0.0", { ref, object }));
  return {
    outcomes,
    date: source.date.replace(/\d/g, "0"),
    who: tagger.replace(/\d+ .*/, ""),
    commits: source.commits.map(({ subject, bump }) => [subject, bump]),
    tags: source.tags.map(({ version }) => version),
    uncommitted: source.uncommitted,
    refs: git(remote, "for-each-ref", "--format=%(refname) %(contents)"),
    files: listed(target),
    text: git(target, "hash-object", "--no-filters", "ä b.txt"),
    here: git(directory, "for-each-ref", "--format=%(refname)", "refs/heads", "refs/tags"),
  };
}

/** Git shows what it thinks of a signature, if the user asks for it. Without ssh-keygen nothing is signed. */
function sign(directory: string): string {
  const key = join(folder(), "key");
  const made = spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
  const signed = made.status === 0 ? ["-c", "gpg.format=ssh", "-c", `user.signingKey=${key}`] : [];
  git(directory, ...signed, "commit", "--quiet", "--amend", "--no-edit", ...(signed.length > 0 ? ["-S"] : []));
  git(directory, "push", "--quiet", "--force", "origin", "main");
  return git(directory, "rev-parse", "HEAD");
}

let known: ReturnType<typeof releaseWith> | undefined;
const usually = () => (known ??= releaseWith([]));

test("a release goes the usual way without any setting", async () => {
  const usual = await usually();
  expect(usual).toMatchObject({
    outcomes: ["reserved", true, true],
    commits: [["fix: für alle", "major"]],
    tags: ["1.0.0"],
    uncommitted: ["d.txt", "neu ü.txt"],
    files: ["d.txt", "sub/c.txt", "ä b.txt"],
    refs: expect.stringContaining("# Grüße"),
  });
  expect(usual.refs).not.toContain("private");
});

/** In a short run a few sets; in a full one each setting by itself. */
const size = isFull ? 1 : Math.ceil(settings.length / 4);
const sets = Array.from({ length: Math.ceil(settings.length / size) }, (_, index) =>
  settings.slice(index * size, (index + 1) * size),
);

test.each(sets.map((set) => [set.length === 1 ? String(set[0]) : `${set[0]} to ${set.at(-1)}`, set] as const))(
  "and with %s",
  async (_, set) => {
    expect(await releaseWith(set)).toEqual(await usually());
  },
);

test.each([{ LANG: "de_DE.UTF-8", LANGUAGE: "de" }, { LC_ALL: "tr_TR.UTF-8" }, { GIT_TRACE: "1", GIT_PAGER: "false" }])(
  "and with %j in the environment",
  async (locale) => {
    expect(await releaseWith([], locale)).toEqual(await usually());
  },
);
