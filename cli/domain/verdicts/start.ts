import type { ContainerState } from "../rollout/rollout.ts";
import { guiltyLine } from "./guilty-line.ts";
import type { Rule } from "./verdict.ts";

const lastWords = 6;

/** Frames inside the runtime say nothing about the program. */
const isRuntimeFrame = /^\s*at .*\bnode:/;

/** The guilty line of a container's log, then its last lines. */
export function evidenceOf({ log }: ContainerState): string[] {
  const guilty = guiltyLine(log);
  const tail = log.filter((line) => !isRuntimeFrame.test(line)).slice(-lastWords);
  return guilty ? [guilty, ...tail.filter((line) => !line.includes(guilty))] : tail;
}

const noProgram: Rule = {
  code: "start.no-program",
  reason: "start",
  certainWhen: "the engine says that the program of the image cannot be started",
  find: ({ containers, deployError = "" }) => {
    const pattern = /exec: "?([^":]+)"?: (.*(not found|permission denied|no such file)[^:\n]*)/i;
    const said = [...containers.map(({ startError }) => startError), deployError]
      .map((text) => pattern.exec(text))
      .find(Boolean);
    if (!said) return undefined;
    return {
      cause: `the container cannot start ${said[1]}`,
      evidence: [said[2] ?? ""],
      fix: "Check CMD and ENTRYPOINT of the Dockerfile: the program must be in the image and executable.",
    };
  },
};

const wrongArchitecture: Rule = {
  code: "image.architecture",
  reason: "image",
  certainWhen: "the program exits with `exec format error`",
  find: ({ containers, deployError = "" }) => {
    const bad = containers.find(({ log, startError }) => /exec format error/.test([...log, startError].join("\n")));
    if (!bad && !/exec format error/.test(deployError)) return undefined;
    return {
      cause: "the image is for another processor, or its start script has no valid first line",
      evidence: ["exec format error"],
      fix: "Build the image for this machine's platform; a script needs `#!/bin/sh` and Unix line ends.",
    };
  },
};

const exits: Rule = {
  code: "start.exits",
  reason: "start",
  certainWhen: "it has exited twice, or once where nothing starts it again",
  find: ({ containers, service: own }) => {
    const bad = containers.find(
      ({ status, restarts, forgiven, restartsByItself, exitCode, service }) =>
        // While it runs once more it may yet stay up, and the engine shows no exit code.
        (restarts > forgiven && status !== "running") ||
        (status === "exited" && !restartsByItself && (exitCode !== 0 || service === own)) ||
        status === "dead",
    );
    if (!bad) return undefined;
    const missing = bad.exitCode === 127 ? " (a command or a shared library is missing)" : "";
    return {
      cause: `${bad.service} exits with code ${bad.exitCode}${missing}`,
      evidence: evidenceOf(bad),
      fix: "Mend what the first line says, commit, release and deploy again.",
    };
  },
};

export const startRules: Rule[] = [noProgram, wrongArchitecture, exits];
