import { z } from "zod";

const text = z.string().min(1);
const folder = text.refine((value) => !value.startsWith("/"), { error: "must be a path relative to chatops.yaml" });

const secret = z.union([
  z.strictObject({ environment: text.describe("Variable that holds it") }),
  z.strictObject({ file: text.describe("File that holds it, relative to chatops.yaml or below `~/`") }),
]);

/** What an image is built from; each key goes before what the Compose file says. */
export const build = z.strictObject({
  context: folder
    .optional()
    .describe("Folder that is sent to the builder, `..` for the one above; by default that of chatops.yaml"),
  dockerfile: folder.optional().describe("Path of the Dockerfile, relative to the context"),
  target: text.optional().describe("Stage of the Dockerfile that is built"),
  args: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .optional()
    .describe("Build arguments; one without a value gets that of the variable of its name"),
  secrets: z
    .record(z.string().regex(/^[\w.-]+$/, { error: "must be letters, digits, dots and dashes" }), secret)
    .optional()
    .describe("What `RUN --mount=type=secret,id=…` reads: from a variable or a file, and never kept in the image"),
  ssh: z
    .array(text.refine((value) => !/[\s,]/.test(value), { error: "must be default, or <id>=<socket or key>" }))
    .optional()
    .describe("SSH agents that `RUN --mount=type=ssh` reaches: `default`, or `<id>=<socket or key>`"),
  contexts: z
    .record(z.string(), folder)
    .optional()
    .describe(
      "Further contexts, by their names: a folder relative to chatops.yaml, or a URL such as `docker-image://…`",
    ),
  network: text.optional().describe("Network that `RUN` reaches: `host`, `none`"),
  hosts: z
    .record(z.string(), text)
    .optional()
    .describe("Addresses of hosts that `RUN` reaches, by their names: an IP address, or `host-gateway`"),
  platforms: z
    .array(
      z.string().regex(/^[a-z0-9]+\/[a-z0-9]+(\/[a-z0-9]+)?$/, { error: "must be a platform such as linux/arm64" }),
    )
    .min(1)
    .optional()
    .describe("Platforms that the image is made for; several need a builder that can, and a registry"),
});

export type BuildConfig = z.output<typeof build>;
/** Where a secret of a build comes from. */
export type SecretSource = z.output<typeof secret>;
