import { createCommand, examples, runLong } from "./options.ts";

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
    .option("--name <name>", "name of the project, also of its chart, Helm release and containers")
    .option("--image <name>", "name that the image is pushed under, without tag")
    .option(
      "--chart-repo <url>",
      "where charts are published: a ChartMuseum, or oci://; the image's registry without it",
    )
    .option("--explain", "show each finding on a line of its own: what, where, and how sure it is")
    .option("--force <path>", "overwrite this file or folder although you changed it; can be given again", collect)
    .option("--commit", "commit the files that were written, and only those")
    .addHelpText(
      "after",
      examples("chatops import", "chatops import --dry-run", "chatops import git@github.com:team/shop.git"),
    )
    .action(async (place, options, command) => {
      const { importProject } = await import("../workflows/import/import.ts");
      await runLong(command, (session) => importProject(session, { place, ...options }));
    });

const collect = (path: string, earlier: string[] = []) => [...earlier, path];
