import { InvalidArgumentError, Option } from "@commander-js/extra-typings";
import type { Ci } from "../domain/templates/ci.ts";
import { createCommand, examples, runLong } from "./options.ts";

/** What says how to import has no meaning for taking an import back. */
const notInUndo = [
  ...["url", "pack", "name", "image", "chartRepo", "environments", "chart", "migrate", "prove", "diff"],
  ...["explain", "force", "commit", "branch", "push"],
];

export const importCommand = () =>
  createCommand("import")
    .summary("write Dockerfile, chart, pipeline and Compose file for a project")
    .description(
      "Finds out how a project is built and run, and writes what it needs to be released. Prints its plan and the " +
        "evidence for it first. Never overwrites what a person wrote, and commits nothing unless asked.",
    )
    .argument("[dir|url]", "folder of the project, or a Git URL to clone", ".")
    .option("--url <git url>", "clone this repository and import it")
    .option("--no-draft", "write chatops.yaml only")
    .option("--pack <name>", "kind of project, instead of finding it out")
    .option("--service <name>", "of several services, import this one; can be given again", collect)
    .option("--name <name>", "name of the project, also of its chart, Helm release and containers")
    .option("--image <name>", "name that the image is pushed under, without tag")
    .option(
      "--chart-repo <url>",
      "where charts are published: a ChartMuseum, or oci://; the image's registry without it",
    )
    .option(
      "--environments <names>",
      "those of the cluster, in the order in which a release comes to them: dev,qa,prod; without it staging,prod",
      (names) => names.split(",").map((name) => name.trim()),
    )
    .option("--explain", "show each finding on a line of its own: what, where, and how sure it is")
    .option("--chart <folder>", "the project's own chart, if there are several")
    .addOption(
      new Option("--ci <system>", "what runs the pipeline; can be given again").choices(ciSystems).argParser(readCi),
    )
    .option("--migrate", "bring what Jenkins X or Helm 2 left to what is taken today; shows it first, and asks")
    .option("--prove", "build it and start it on the local engine for a moment, and size its chart by what it takes")
    .option("--diff", "show what would be written as a diff, and write nothing")
    .addOption(new Option("--undo", "take back what import wrote and nobody changed since").conflicts(notInUndo))
    .option("--force <path>", "overwrite this file or folder although you changed it; can be given again", collect)
    .option("--commit", "commit the files that were written, and only those")
    .option("--branch <name>", "commit them on a new branch of this name")
    .option("--push", "commit them, and push the branch")
    .addHelpText(
      "after",
      examples("chatops import", "chatops import --dry-run", "chatops import git@github.com:team/shop.git"),
    )
    .action(async (place, options, command) => {
      const { importProject, undoImports } = await import("../workflows/import/import.ts");
      const { undo, ...wanted } = options;
      await runLong(command, (session) =>
        undo ? undoImports(session, place) : importProject(session, { place, ...wanted }),
      );
    });

const ciSystems: readonly Ci[] = ["jenkins", "github", "gitlab", "codebuild"];

function readCi(text: string, earlier: Ci[] = []): Ci[] {
  const ci = ciSystems.find((known) => known === text);
  if (ci) return [...earlier, ci];
  throw new InvalidArgumentError(`Allowed choices are ${ciSystems.join(", ")}.`);
}

const collect = (path: string, earlier: string[] = []) => [...earlier, path];
