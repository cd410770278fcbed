import { join } from "node:path";
import { expect, test } from "vitest";
import { type Project, project, reservationsOn, tagsOf } from "../../../testing/git/git-project.ts";
import { git } from "../../../testing/git/repository.ts";
import { noSsh, signer, sshKey } from "../../../testing/git/signing.ts";

const configOf = (name: string, sign: boolean) => ({
  name,
  release: { sign },
  environments: { prod: { compose: {}, gate: { signed: true } } },
});

/** Settings of the user's own Git. */
function set({ user, directory }: Project, settings: Record<string, string>): void {
  for (const [name, value] of Object.entries(settings))
    git(directory, "config", "--file", join(user.home, ".gitconfig"), name, value);
}

test.skipIf(noSsh)(
  "a project that wants signed tags gets them, or no release, and a gate lets only those through",
  async () => {
    const key = sshKey();
    const made = project({ files: { ".signers": signer("robot@example.com", key) } });
    const { name, remote = "", chatops, commit } = made;
    commit({ "chatops.yaml": configOf(name, true), "compose.yaml": { services: { [name]: { build: "." } } } });
    set(made, { "gpg.format": "ssh", "gpg.ssh.allowedSignersFile": ".signers" });
    const refused = await chatops("release");
    expect(refused).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("Git knows no key to sign with") });
    expect([tagsOf(remote), reservationsOn(remote)]).toEqual([[], []]);

    set(made, { "user.signingKey": `${key}.pub` });
    expect((await chatops("doctor")).stdout).toContain("signs tags");
    expect((await chatops("release")).exitCode).toBe(0);
    expect(git(remote, "cat-file", "tag", "v0.1.0")).toContain("BEGIN SSH SIGNATURE");
    expect((await chatops("releases")).stdout).toContain("signed by robot@example.com");
    expect((await chatops("trace", "v0.1.0")).stdout).toContain("on origin, signed by robot@example.com");
    const promote = (version: string) => chatops("promote", version, "--env", "prod", "--dry-run");
    expect(await promote("0.1.0")).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("robot@example.com") });

    commit({ "chatops.yaml": configOf(name, false) });
    expect((await chatops("release")).exitCode).toBe(0);
    expect((await chatops("releases")).stdout).toMatch(/^0\.1\.1 .*not signed$/m);
    const closed = await promote("0.1.1");
    expect(closed).toMatchObject({ exitCode: 4, stderr: expect.stringContaining("the tag v0.1.1 is not signed") });
  },
);
