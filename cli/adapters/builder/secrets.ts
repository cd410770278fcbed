import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { preconditionError } from "../../../lib/errors.ts";
import { maskSecret } from "../../../lib/secrets.ts";
import type { SecretSource } from "../../core/config/build.ts";
import { homeOf } from "../../core/session-folders.ts";

interface Place {
  /** Folder that their files are relative to. */
  directory: string;
  env: NodeJS.ProcessEnv;
}

/**
 * Options of `docker buildx build` for the secrets of a build, none of which holds one. Whatever the build prints of them is
 * masked. Throws if one is not there.
 */
export async function provideBuildSecrets(secrets: Record<string, SecretSource>, place: Place): Promise<string[]> {
  const options = await Promise.all(
    Object.entries(secrets).map(([id, source]) =>
      "environment" in source ? fromVariable(id, source.environment, place) : fromFile(id, source.file, place),
    ),
  );
  return options.flatMap((option) => ["--secret", option]);
}

function fromVariable(id: string, name: string, { env }: Place): string {
  const value = env[name];
  // Pipelines hand an unknown secret on as an empty text.
  if (!value) {
    throw preconditionError(`the variable ${name} is not set, from which the build gets its secret ${id}`, {
      hint: `Set ${name} for this command, or name another source: build.secrets.${id} in chatops.yaml.`,
    });
  }
  maskSecret(value);
  return `id=${id},env=${name}`;
}

async function fromFile(id: string, file: string, { directory, env }: Place): Promise<string> {
  const path = file.startsWith("~/") ? join(homeOf(env), file.slice(2)) : resolve(directory, file);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw preconditionError(`could not read ${file}, from which the build gets its secret ${id}: ${error.code}`, {
      hint: `Write the file, or name another source: build.secrets.${id} in chatops.yaml.`,
      cause: error,
    });
  });
  maskLines(text);
  // buildx reads the option as a line of comma-separated values.
  return [`id=${id}`, `src=${path}`]
    .map((field) => (/[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field))
    .join(",");
}

/** Shorter words of a file are no secret, and may stand anywhere in what is told. */
const shortestSecret = 8;

/** A program that reads a file prints a line of it, or the value in a line. */
function maskLines(text: string): void {
  const lines = text.trim().split("\n");
  if (lines.length === 1) maskSecret(lines[0]);
  const values = text.split(/[\s"'=,]+/);
  for (const part of [...lines, ...values]) if (part.trim().length >= shortestSecret) maskSecret(part.trim());
}
