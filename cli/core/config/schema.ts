import { z } from "zod";
import { durationOf } from "../duration.ts";
import { build } from "./build.ts";
import { chartRepository } from "./chart-repository.ts";
import { compose, dnsName, duration, path } from "./fields.ts";
import { image, imagesKeys } from "./image.ts";
import { notify } from "./notify.ts";
import { preview } from "./preview.ts";
import { besidesOtherComplaints, verifyOrder, verifyPreview, verifyServices } from "./rules.ts";
import { url } from "./url.ts";

const tagPrefix = z.string().regex(/^@?[A-Za-z0-9_-]+([/.][A-Za-z0-9_-]+)*[/@-]$/, {
  error: "must be letters and digits that end with /, - or @, such as api/ or @team/api@",
});
const chart = z.strictObject({
  path: path.default("chart").describe("Folder of the Helm chart"),
  repository: chartRepository
    .optional()
    .describe(
      "Where charts are published: a ChartMuseum, `oci://` and a path in a registry, `put` or `gitlab`; without it they stay on this machine",
    ),
  image: imagesKeys
    .default([])
    .describe(
      "Keys of the chart's values that name the image, if `image.repository`, `image.tag` and `image.digest` do not",
    ),
});

const service = z.strictObject({
  image: image.optional().describe("Where its image is pushed; of all services or of none"),
  build: build.optional().describe("How its image is built, if the Compose file does not say it, or otherwise"),
  chart: z
    .strictObject({
      image: imagesKeys.describe(
        "Keys of the chart's values that name its image, if `image.repository`, `image.tag` and `image.digest` below the service's name do not",
      ),
    })
    .optional()
    .describe("How the project's chart is told to run its image"),
});

const kubernetes = z.strictObject({
  namespace: dnsName.describe("Namespace to deploy to"),
  cluster: url.optional().describe("Address of the cluster's API server: says which place this is"),
  context: z.string().min(1).optional().describe("Your context of the kubeconfig: a hint, overridden by --context"),
  values: z
    .array(path)
    .default([])
    .describe("Values files for the chart, later ones laid over earlier ones; read from the tip of the release branch"),
});

const gate = z.strictObject({
  after: z.string().optional().describe("Environment where the release must be healthy before"),
  soak: duration.optional().describe("How long it must be healthy there"),
  confirm: z.boolean().default(false).describe("Ask before promoting"),
  signed: z.boolean().default(false).describe("The release's tag must have a signature that Git finds good"),
});

/** Longer than most programs take to find out that they lack something. */
export const usualObserveMs = 10_000;

const environment = z
  .strictObject({
    kubernetes: kubernetes.optional().describe("Deploy with Helm to a namespace"),
    compose: compose.optional().describe("Deploy with Docker Compose to an engine"),
    image: image
      .optional()
      .describe(
        "Where the environment pulls from, if not where it was released to: a promotion copies the image there by its digest",
      ),
    images: z
      .record(dnsName, image)
      .optional()
      .describe(
        "The same for each of the `services`, by their names, and `image` for releases that name none; those that are left out are pulled from where they were released to",
      ),
    promote: z.enum(["auto", "manual"]).default("manual").describe("`auto`: part of `promote --all-auto`"),
    gate: gate.optional().describe("What must hold before a promotion"),
    observe: duration
      .prefault(durationOf(usualObserveMs))
      .describe("How long a version is watched once it is ready, before it counts as healthy"),
  })
  .refine((value) => "kubernetes" in value !== "compose" in value, {
    error: "needs exactly one of `kubernetes` and `compose`",
    when: besidesOtherComplaints,
  })
  .meta({ oneOf: [{ required: ["kubernetes"] }, { required: ["compose"] }] });

/**
 * chatops.yaml, from what a person writes to what the program reads: types, checks, `chatops.schema.json` and the table in the docs all
 * come from here.
 */
export const configSchema = z
  .strictObject({
    version: z.literal(1, { error: "must be 1" }).default(1).describe("Version of this file's format"),
    name: dnsName.describe("Name of the project, also of its chart, Helm release and containers"),
    image: image
      .optional()
      .describe("Where the image is pushed: a name, or `push` and `pull`; without it the image stays on this machine"),
    build: build.optional().describe("How the image is built, if the Compose file does not say it, or otherwise"),
    services: z
      .record(dnsName, service)
      .refine((services) => Object.keys(services).length > 0, { error: "must name a service" })
      .optional()
      .describe(
        "Services of the project that have an image each, released as one version; in place of `image`, `build` and `chart.image`",
      ),
    chart: chart.prefault({}).describe("The Helm chart and where it is published"),
    release: z
      .strictObject({
        branch: z.string().min(1).default("main").describe("Branch that releases are made from"),
        tagPrefix: tagPrefix
          .optional()
          .describe("What the project's tags begin with, if the repository has several: `api/` for `api/v1.4.0`"),
        majorOnZero: z
          .boolean()
          .default(true)
          .describe(
            "Whether a breaking change makes a 1.0.0 of 0.x; otherwise it moves the minor part until somebody names 1.0.0",
          ),
        sign: z
          .boolean()
          .default(false)
          .describe(
            "Sign the tags, by the key and the format of each person's Git; otherwise Git's `tag.gpgSign` decides",
          ),
      })
      .prefault({})
      .describe("How releases are made"),
    migrations: z
      .enum(["compatible", "incompatible"])
      .default("incompatible")
      .describe(
        "`compatible`: earlier versions run with migrated data, so a version that fails after a migration is rolled back; otherwise it is kept",
      ),
    notify,
    preview: preview
      .optional()
      .describe("An environment for each pull request, gone when that is closed: `chatops preview`"),
    environments: z.record(dnsName, environment).prefault({}).describe("Named places that releases are promoted to"),
  })
  .superRefine(verifyOrder, { when: besidesOtherComplaints })
  .superRefine(verifyServices, { when: besidesOtherComplaints })
  .superRefine(verifyPreview, { when: besidesOtherComplaints });

export type Config = z.output<typeof configSchema>;
export type Environment = Config["environments"][string];
