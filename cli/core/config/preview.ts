import { z } from "zod";
import { durationOf } from "../duration.ts";
import { compose, dnsName, duration, path } from "./fields.ts";
import { image } from "./image.ts";
import { besidesOtherComplaints } from "./rules.ts";
import { url } from "./url.ts";

const quantity = z
  .string()
  .regex(/^\d{1,9}(?:\.\d{1,3})?(?:m|[KMGT]i?)?$/, { error: "must be a quantity such as 500m or 2Gi" });

const quota = z.strictObject({
  cpu: quantity.default("2").describe("How much CPU all of its containers may ask for"),
  memory: quantity.default("2Gi").describe("How much memory all of its containers may have"),
  pods: z
    .int()
    .refine((value) => value >= 1 && value <= 1_000, { error: "must be from 1 to 1000" })
    .default(20)
    .describe("How many pods it may have"),
  storage: quantity.default("5Gi").describe("How much its claims may ask for"),
});

const kubernetes = z.strictObject({
  cluster: url.optional().describe("Address of the cluster's API server: says which place this is"),
  context: z.string().min(1).optional().describe("Your context of the kubeconfig: a hint, overridden by --context"),
  values: z.array(path).default([]).describe("Values files for the chart, as they are where the command runs"),
  set: z
    .record(z.string(), z.unknown())
    .optional()
    .describe(
      "Values that are laid over them, with `{name}`, `{number}` and `{host}` filled in; with a `host` without this `expose` and `host`",
    ),
  quota: quota.prefault({}).describe("What its namespace may use at most"),
});

const hostPattern = /^(?:https?:\/\/)?(?:[a-z0-9.-]|\{name\}|\{number\})+(?::\d{1,5})?$/;

/** Where each pull request gets an environment of its own. */
export const preview = z
  .strictObject({
    kubernetes: kubernetes.optional().describe("A namespace for each, `<project>-pr-<number>`"),
    compose: compose.optional().describe("A Compose project for each, on ports that are free"),
    image: image.optional().describe("Where images of previews are pushed, if not where releases are"),
    images: z
      .record(dnsName, image)
      .optional()
      .describe("The same for each of the `services`, by their names; those that are left out go where releases are"),
    host: z
      .string()
      .max(200)
      .regex(hostPattern, { error: "must be a host such as {name}.preview.example.com" })
      .refine((host) => /\{(?:name|number)\}/.test(host), {
        error: "needs {name} or {number}: each preview has a host of its own",
      })
      .optional()
      .describe("Where it is reached, by https unless `http://` stands before it; `{name}` is `<project>-pr-<number>`"),
    ttl: duration
      .refine((value) => value > 0, { error: "must be longer than nothing" })
      .prefault("72h")
      .describe("How long it lives after the last commit"),
    max: z
      .int()
      .refine((value) => value >= 1 && value <= 1_000, { error: "must be from 1 to 1000" })
      .default(5)
      .describe("How many there are at a time; further ones wait"),
    observe: duration
      .prefault(durationOf(3_000))
      .describe("How long a commit is watched once it is ready, before it counts as healthy"),
  })
  .refine((value) => "kubernetes" in value !== "compose" in value, {
    error: "needs exactly one of `kubernetes` and `compose`",
    when: besidesOtherComplaints,
  })
  .meta({ oneOf: [{ required: ["kubernetes"] }, { required: ["compose"] }] });

export type PreviewSettings = z.output<typeof preview>;
