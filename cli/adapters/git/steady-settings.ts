/**
 * Settings of the user that would change what Git answers, at their default. Those that say how Git reaches others and
 * who the user is are left as they are.
 */
const settings = [
  // Commit messages come in the encoding that we read, whatever terminal the user has.
  "i18n.logOutputEncoding=UTF-8",
  // Words of gpg stand between the fields of a log.
  "log.showSignature=false",
  // Objects that stand in for others are of this repository alone: a version must not depend on them.
  "core.useReplaceRefs=false",
  // A name in another writing comes as it is, in lists and in what is shown of a failure.
  "core.quotePath=false",
  // Somebody waits: what Git does for itself now and then, it does after a command of theirs.
  "gc.auto=0",
  "maintenance.auto=false",
  ...["ui", "advice", "push", "remote", "transport"].map((part) => `color.${part}=false`),
];

/** In front of every command. */
export const steadySettings: readonly string[] = settings.flatMap((setting) => ["-c", setting]);
