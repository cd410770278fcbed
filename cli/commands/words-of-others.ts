/** What other tools call it, and our command for it. */
const commandFor = new Map<string, string>(
  Object.entries({
    import: ["init", "create", "new", "generate"],
    release: ["publish", "build", "tag", "package", "push"],
    deploy: ["up", "run", "start", "apply", "install", "upgrade", "dev"],
    rollback: ["undo", "revert", "back", "downgrade"],
    remove: ["destroy", "delete", "uninstall", "down", "rm", "stop"],
    status: ["ps", "ls", "list", "get", "state", "env", "environments", "health"],
    "status --watch": ["watch", "wait", "top"],
    logs: ["log", "tail"],
    incidents: ["events", "describe", "debug"],
    trace: ["inspect", "show", "which"],
    doctor: ["check", "diagnose", "preflight"],
    "config check": ["validate", "lint"],
    changelog: ["notes"],
    releases: ["versions", "tags", "images"],
    "--version": ["version"],
  }).flatMap(([command, words]) => words.map((word) => [word, command] as const)),
);

/** What other tools do, and no command of ours does by itself: how to come by it all the same. */
const wayTo = new Map<string, string>([
  ...each(
    ["restart", "reload", "bounce"],
    "Nothing of the release changes by that, so it is the platform's: `kubectl --namespace <namespace> rollout restart deployment/<name>`, or `docker compose --project-name <name>-<env> restart`. It counts as no drift. What was changed by hand is taken back by `chatops promote --env <env> --reapply`.",
  ),
  ...each(
    ["exec", "shell", "sh", "bash", "ssh", "attach", "console"],
    "In a cluster: `kubectl --namespace <namespace> exec --stdin --tty deployment/<name> -- sh`. On Compose: `docker compose --project-name <name>-<env> exec <service> sh`. What containers write: `chatops logs --env <env>`.",
  ),
  ...each(
    ["scale", "autoscale", "resize"],
    "How many run is part of a release: change `replicas` in the chart's values, or in those of the environment, or `deploy.replicas` in the Compose file, then commit and push it, and run `chatops deploy`. What `kubectl scale` did is undone by the next promotion if the chart sets it.",
  ),
  ...each(
    ["port-forward", "forward", "proxy", "expose", "url"],
    "Run `chatops open --env <env>`: it tells the address, and the `kubectl port-forward` to run if there is none.",
  ),
  ...each(
    ["diff", "compare", "plan", "template", "drift"],
    "What a promotion would do: `chatops promote --env <env> --dry-run`. What differs from its release by now: `chatops status --env <env>`. What is new in a version: `chatops changelog <version>`.",
  ),
  ...each(
    ["pause", "freeze", "unlock", "resume", "unpause"],
    "A promotion is never paused half-way. `chatops hold --env <env>` keeps away every version that nobody gives by hand, until `chatops hold --env <env> --end`; an environment without `promote: auto` in chatops.yaml gets none by itself at all.",
  ),
  ...each(
    ["abort", "cancel", "kill"],
    "Press Ctrl-C where it runs, or send SIGTERM to it: it takes back what it has to, and ends with exit code 130. Once a version is there, `chatops rollback --env <env>` goes back.",
  ),
  ...each(
    ["retry", "redo", "again", "rerun", "redeploy", "continue"],
    "Run the same command again: it goes on where the other one stopped, and repeats nothing that is done. To bring the same version once more: `chatops promote --env <env> --reapply`.",
  ),
  ...each(
    ["login", "auth", "logout"],
    "chatops keeps no passwords; it uses those of `docker login`, `helm registry login`, Git and the kubeconfig. `chatops doctor` tells which one is missing.",
  ),
  ...each(
    ["approve", "confirm"],
    "Who promotes to an environment with `gate.confirm` is asked on the terminal; in a pipeline, `chatops promote --env <env> --yes` says yes.",
  ),
  ...each(
    ["secret", "secrets", "set"],
    "Secrets and values of an environment stand where its program reads them: a Secret in the namespace, the files in `environments.<env>.kubernetes.values` of chatops.yaml, or an `env_file` of Compose.",
  ),
  ...each(
    ["switch", "use", "context"],
    "Nothing is switched: name it each time by `--env <env>`, and the cluster by `--context`, `CHATOPS_<ENV>_CONTEXT` or `context` in chatops.yaml.",
  ),
]);

function each(words: readonly string[], answer: string) {
  return words.map((word) => [word, answer] as const);
}

/** What to do for a word that is no command of ours; undefined if nobody knows. */
export function answerTo(word: string): string | undefined {
  const command = commandFor.get(word);
  return command ? `Run \`chatops ${command}\`.` : wayTo.get(word);
}

/** Every word that is answered. */
export const knownWords: readonly string[] = [...commandFor.keys(), ...wayTo.keys()];
