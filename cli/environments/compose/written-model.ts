import { Failure, usageError } from "../../../lib/errors.ts";
import {
  type ComposeSource,
  fillIn,
  type ReadModel,
  readModel,
  readModelAgain,
  readRawModel,
} from "../../adapters/compose-model.ts";
import type { ComposeModel } from "../../domain/deployment/compose-model.ts";
import { namedFiles, withPlaces } from "../../domain/deployment/named-files.ts";
import { missingVariable, withValueOf } from "../../domain/deployment/required-variable.ts";

/** The model with its variables filled in, and as they are written. Throws if Compose can read it only with their values. */
export async function readBoth(source: ComposeSource): Promise<{ resolved: ReadModel; raw: ComposeModel }> {
  const written = readWritten(source);
  // What Compose refuses in any case is told as that.
  written.catch(() => {});
  const resolved = await readModel(source);
  return { resolved, raw: await written };
}

async function readWritten(source: ComposeSource): Promise<ComposeModel> {
  const raw = await readRawModel(source).catch((error) => {
    source.signal.throwIfAborted();
    throw error instanceof Failure ? unreadable(error) : error;
  });
  return withAbsolute(source, raw);
}

function unreadable({ message, details, cause }: Failure): Failure {
  const words = { details: details.length > 0 ? details : [message], cause };
  // Compose names a file that it does not find.
  if (details.some((line) => /\$\{?\w/.test(line))) {
    return usageError("the Compose file names another one by a variable", {
      ...words,
      hint: "Write the files of `include` and `extends` without variables: a version has to name its own files.",
    });
  }
  return usageError("docker compose cannot read the Compose file with its variables as they are written", {
    ...words,
    hint: "Write a value in place of the variable there: a version keeps its variables, not what they stand for.",
  });
}

/** Compose puts a folder before each `${FILE}`, also before one that stands for an absolute path. */
async function withAbsolute(source: ComposeSource, raw: ComposeModel): Promise<ComposeModel> {
  const written = namedFiles({ services: raw.services ?? {} }).flatMap(({ path }) => {
    const at = path.indexOf("$");
    return path.startsWith("/") && path[at - 1] === "/" ? [{ path, rest: path.slice(at) }] : [];
  });
  if (written.length === 0) return raw;
  const filled = await fillIn(
    source,
    written.map(({ rest }) => rest),
  );
  const absolute = new Map(
    written.flatMap(({ path, rest }, at) => (filled[at]?.startsWith("/") ? [[path, rest]] : [])),
  );
  return withPlaces(raw, (path) => absolute.get(path) ?? path);
}

/**
 * What Compose makes of a model once more, and that model: with the values of variables that only an included file has,
 * where it demands them.
 */
export async function readKept(
  source: ComposeSource,
  kept: ComposeModel,
  resolved: ComposeModel,
): Promise<{ kept: ComposeModel; again: ReadModel }> {
  try {
    return { kept, again: await readModelAgain(source, kept) };
  } catch (error) {
    source.signal.throwIfAborted();
    const missing = error instanceof Failure ? missingVariable(error.details) : undefined;
    const valued = missing ? withValueOf(missing, kept, resolved) : kept;
    if (JSON.stringify(valued) === JSON.stringify(kept)) throw error;
    return readKept(source, valued, resolved);
  }
}
