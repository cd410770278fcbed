import { expect, test } from "vitest";
import { lacksRight, refusalIn } from "./remote-refusals.ts";

const rejected = " ! [remote rejected] v1.0.0 -> v1.0.0";

test.each<[output: string, says: string | undefined, hint: string | undefined]>([
  [
    `${rejected} (refusing to allow a GitHub App to create or update workflow \`.github/workflows/ci.yml\` without \`workflows\` permission)`,
    "refuses what is pushed to it",
    "workflows: write",
  ],
  [
    `${rejected} (refusing to allow a Personal Access Token to create or update workflow \`.github/workflows/ci.yml\` without \`workflow\` scope)`,
    "refuses what is pushed to it",
    "the scope `workflow`",
  ],
  [
    `${rejected} (Unable to determine if workflow can be created or updated due to timeout; \`workflows\` scope may be required.)`,
    "refuses what is pushed to it",
    "workflows: write",
  ],
  [`${rejected} (pre-receive hook declined)`, "refuses what is pushed to it", "a rule against it"],
  [`${rejected} (protected tag)`, "refuses what is pushed to it", "a rule against it"],
  [
    "remote: Permission to team/chat.git denied to github-actions[bot].\nfatal: unable to access 'https://github.com/team/chat.git/': The requested URL returned error: 403",
    "refuses you",
    "contents: write",
  ],
  ["remote: Permission to team/chat.git denied to robot.\nfatal: … returned error: 403", "refuses you", undefined],
  ["fatal: could not read Username for 'https://example.com': terminal prompts disabled", "refuses you", undefined],
  [
    "Host key verification failed.\nfatal: Could not read from remote repository.",
    "is not known to SSH here",
    "ssh-keyscan",
  ],
  [
    "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nHost key verification failed.",
    "has another key than SSH knows of it",
    "ssh-keygen -R",
  ],
  ["fatal: the receiving end does not support --signed push", "takes no signed pushes", "push.gpgSign if-asked"],
  ["fatal: the receiving end does not support push options", "takes no push options", "push.pushOption"],
  [
    "fatal: --mirror can't be combined with refspecs",
    "is a mirror of this repository for Git, so that no single tag may be pushed",
    "mirror = true",
  ],
  ["fatal: unable to access 'https://example.com/': Could not resolve host", undefined, undefined],
])("%s", (output, says, hint) => {
  const refusal = refusalIn(output);
  expect(refusal?.says).toBe(says);
  expect(refusal?.hint).toEqual(hint === undefined ? undefined : expect.stringContaining(hint));
});

test("a host that wants a right is told from one that knows no such refs", () => {
  expect(lacksRight(`${rejected} (Unable to determine …; \`workflows\` scope may be required.)`)).toBe(true);
  expect(lacksRight(`${rejected} (deny updating a hidden ref)`)).toBe(false);
});
