import { createCommand, examples, runReading, withClusterChoice } from "./options.ts";

export const doctorCommand = () =>
  withClusterChoice(
    createCommand("doctor")
      .summary("look at everything that a release and a promotion need")
      .description(
        "Looks at Git, Docker, registry, chart repository, Helm and every environment, and says how to fix what is missing. Changes nothing.",
      ),
  )
    .addHelpText("after", examples("chatops doctor", "chatops doctor --json"))
    .action(({ context, kubeconfig }, command) =>
      runReading(command, async (session) => {
        const { doctor } = await import("../workflows/doctor/doctor.ts");
        return doctor(session, { context, kubeconfig });
      }),
    );
