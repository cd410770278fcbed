import { Option } from "@commander-js/extra-typings";
import { createCommand, examples, runLong } from "./options.ts";

export const releaseCommand = () =>
  createCommand("release")
    .summary("build, publish and tag the commit that is checked out")
    .description(
      "Releases the commit that is checked out: image, chart and tag carry one version; the tag is pushed last.",
    )
    .argument("[version]", "version to release; without it the next one, after the commits since the last release")
    .option("--version <version>", "same as the argument")
    .addOption(new Option("--bump <part>", "how far the version moves").choices(["major", "minor", "patch"]))
    // As npm and others have it.
    .addOption(new Option("--major").hideHelp().conflicts(["bump", "minor", "patch"]))
    .addOption(new Option("--minor").hideHelp().conflicts(["bump", "patch"]))
    .addOption(new Option("--patch").hideHelp().conflicts("bump"))
    .option("--pre <id>", "make a pre-release such as 1.4.0-rc.0")
    .addHelpText(
      "after",
      examples("chatops release", "chatops release 2.0.0", "chatops release --pre rc", "chatops release --dry-run"),
    )
    .action((argument, { version, bump, pre, ...parts }, command) => {
      const loading = import("../workflows/release/release.ts");
      return runLong(command, async (session) => {
        const { release } = await loading;
        const [part] = (["major", "minor", "patch"] as const).filter((name) => parts[name]);
        return release(session, { version: argument ?? version, bump: bump ?? part, pre });
      });
    });
