import { expect } from "vitest";
import type { Failure } from "../core/errors.ts";
import { type ImportOptions, importProject } from "../workflows/import/import.ts";
import { runWork, type Told } from "./sessions.ts";

/** Runs `chatops import` in a folder. */
export const importIn = (cwd: string, options: Partial<ImportOptions> & { dryRun?: boolean } = {}): Promise<Told> =>
  runWork((session) => importProject(session, { place: ".", draft: true, ...options }), {
    cwd,
    dryRun: options.dryRun ?? false,
  });

/** The failure that some work has to end with. */
export const failureOf = (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => expect.fail("it should have failed"),
    (error) => error,
  );

/** What an import did with each file. */
export const actionsOf = ({ result }: { result: unknown }): Record<string, string> =>
  Object.fromEntries(
    (result as { files: { path: string; action: string }[] }).files.map((file) => [file.path, file.action]),
  );
