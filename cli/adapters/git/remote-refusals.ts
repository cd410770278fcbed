/** Why a remote says no, as far as Git's and its host's words tell. */
export interface RemoteRefusal {
  says: string;
  /** Absent if only the login can be wrong. */
  hint?: string;
}

interface Rule extends RemoteRefusal {
  words: RegExp;
}

/** GitHub asks whoever pushes a commit with workflows for a right of its own, also below refs that nobody else knows. */
const wantsWorkflows = /without `workflows?` (?:permission|scope)|`workflows?` scope may be required/i;

/** The first that fits decides. */
const rules: Rule[] = [
  {
    words: wantsWorkflows,
    says: "refuses what is pushed to it",
    hint: "The commit has workflows: give the token the right to them, `workflows: write` for a GitHub App and a fine-grained token, the scope `workflow` for a classic one.",
  },
  {
    // A rule of the host, as for protected tags, and not a missing login.
    words:
      /\[remote rejected\][^\n(]{0,300}\((?:pre-receive hook|update hook|hook) declined|GH013|protected (?:tag|branch|ref)/i,
    says: "refuses what is pushed to it",
    hint: "Its host has a rule against it, in its own words above: have it allow you the tags of releases, then run the same command again.",
  },
  {
    words: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    says: "has another key than SSH knows of it",
    hint: "Compare the new key with what its host publishes, then have the old one forgotten: `ssh-keygen -R <host>`.",
  },
  {
    words: /Host key verification failed/,
    says: "is not known to SSH here",
    hint: "Make its key known, as its host publishes it: `ssh-keyscan <host> >> ~/.ssh/known_hosts`.",
  },
  {
    words: /does not support --signed push/,
    says: "takes no signed pushes",
    hint: "`push.gpgSign` of your Git asks for them, for tags and branches alike: `git config --global push.gpgSign if-asked`.",
  },
  {
    words: /--mirror can't be combined with refspecs/,
    says: "is a mirror of this repository for Git, so that no single tag may be pushed",
    hint: "Take `mirror = true` out of that remote's section of .git/config.",
  },
  {
    words: /does not support push options/,
    says: "takes no push options",
    hint: "`push.pushOption` of your Git sets some: `git config --show-origin --get-all push.pushOption` tells where.",
  },
  {
    words: /denied to github-actions\[bot\]/i,
    says: "refuses you",
    hint: "In a workflow of GitHub the job needs `permissions: { contents: write }`.",
  },
  {
    words:
      /authentication failed|could not read (username|password)|permission denied|access denied|error: 40[13]|invalid username or/i,
    says: "refuses you",
  },
];

export const refusalIn = (output: string): RemoteRefusal | undefined => rules.find(({ words }) => words.test(output));

/** Whether it is a right that is missing, although the host takes such refs. */
export const lacksRight = (output: string): boolean => wantsWorkflows.test(output);
