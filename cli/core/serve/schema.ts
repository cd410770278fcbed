import { z } from "zod";
import { channelFields, withMail } from "../config/notify.ts";
import { withoutCredentials } from "../config/url.ts";
import { dnsLabel, longestName } from "../dns-name.ts";
import { api, publicUrl } from "./api-schema.ts";
import { chat } from "./chat-schema.ts";
import { address, duration, secret, variableName } from "./fields.ts";
import { page } from "./page-schema.ts";

const name = z
  .string()
  .max(longestName)
  .regex(dnsLabel, { error: "must be lower-case letters, digits and dashes, starting with a letter" });

const count = (most: number) =>
  z.int().refine((value) => value >= 1 && value <= most, { error: `must be from 1 to ${most}` });

/** A branch as people call it; `refs/heads/` stands before it wherever it is compared. */
const branch = z.string().regex(/^(?!refs\/|-)[^\s~^:?*[\\]{1,244}$/, {
  error: "must be the name of a branch, without refs/heads/ and without a pattern",
});

const noticeEvents = ["started", "done", "failed", "waiting"] as const;

const channel = z
  .strictObject({
    ...channelFields,
    url: secret.describe("Where it is: whoever knows it can post there, so it is a secret"),
    when: z
      .array(z.enum(noticeEvents))
      .min(1)
      .default([...noticeEvents])
      .describe("What of a run is told: `started`, `done`, `failed`, `waiting`"),
  })
  .refine(...withMail);

const objectName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/, { error: "must be the name of an object in Kubernetes" });

/** What serve has in a cluster. */
const kubernetes = z.strictObject({
  namespace: objectName
    .optional()
    .describe("Where its Lease and its Jobs are; without it the namespace of the pod that serve runs in"),
  lease: objectName
    .optional()
    .describe("Lease of which several serve let one work, while the others stand by; without it there is only one"),
  podTemplate: objectName.optional().describe("PodTemplate that the pods of runs are made from"),
  keep: duration.prefault("1h").describe("How long the Job of a run stays once it is over"),
});

const previews = z.strictObject({
  variables: z
    .record(variableName, z.union([z.string(), secret]))
    .default({})
    .describe(
      "Variables of what builds and promotes previews, like `variables` and in place of them: whoever may propose a commit may get at them",
    ),
});

const repository = z
  .strictObject({
    url: z
      .string()
      .min(1)
      .refine((url) => !/^-/.test(url), { error: "must be what `git clone` takes" })
      .refine((url) => !/^https?:/i.test(url) || withoutCredentials[0](url), withoutCredentials[1])
      .describe("What `git clone` takes; user and password stand in `credentials`"),
    provider: z.enum(["github", "gitlab", "gitea", "forgejo", "bitbucket"]).describe("Who sends its webhooks"),
    secret: secret.describe("The secret of the webhook: the key of its signature, or with GitLab its token"),
    branches: z
      .array(branch)
      .min(1)
      .default(["main"])
      .describe("Branches whose newest commit is released; every other one is ignored, and so are tags"),
    podTemplate: objectName
      .optional()
      .describe("With `runner: kubernetes` the PodTemplate of its runs, in place of that of all"),
    directory: z
      .string()
      .min(1)
      .refine((path) => !path.startsWith("/") && !path.split("/").includes(".."), {
        error: "must be a path inside the repository",
      })
      .default(".")
      .describe("Folder of chatops.yaml in the repository"),
    credentials: z
      .strictObject({
        username: z.string().min(1).default("git").describe("Who Git says that it is"),
        password: secret.describe("Password or token of that user, which may read and push tags"),
      })
      .optional()
      .describe("How Git logs in over https; over SSH the variable GIT_SSH_COMMAND names the key"),
    api: api.optional().describe("The host's API, by which it is told what became of a commit, and of its webhook"),
    previews: previews
      .optional()
      .describe("Gives each pull request a preview, as `preview` of chatops.yaml says; needs `api`"),
    notify: z.array(channel).default([]).describe("Who is told of its runs; a channel that fails is no reason to fail"),
    variables: z
      .record(variableName, z.union([z.string(), secret]))
      .default({})
      .describe(
        "Variables of its runs, as a text, or as `env` or `file` like a secret; they get no others but PATH, LANG and a HOME of their own",
      ),
  })
  .refine(({ previews: wanted, api: given }) => wanted === undefined || given !== undefined, {
    error: "needs `api`: by it pull requests are asked for, and commented on",
    path: ["previews"],
  });

/** serve.yaml, from what a person writes to what the program reads. */
export const serveSchema = z.strictObject({
  version: z.literal(1, { error: "must be 1" }).default(1).describe("Version of this file's format"),
  listen: address.default("127.0.0.1:8086").describe("Where webhooks are taken, at /hooks/<name of the repository>"),
  url: publicUrl
    .optional()
    .describe("Where Git hosts reach it, through the server that speaks TLS: `--install` gives them this"),
  health: address
    .default("127.0.0.1:8087")
    .describe("Where /livez, /readyz and /metrics are answered; they name repositories, so not to everybody"),
  page: page.optional().describe("The page on which people see what runs where, and promote; without it there is none"),
  chat: chat
    .optional()
    .describe("An account in our own chat server, by which people see and promote there; without it there is none"),
  state: z
    .string()
    .refine((path) => path.startsWith("/"), { error: "must be an absolute path" })
    .optional()
    .describe("Folder for clones and runs; without it `chatops-serve` below XDG_STATE_HOME"),
  interval: duration.prefault("1m").describe("How often every remote is asked, whether a webhook came or not"),
  concurrency: count(64).default(2).describe("How many repositories are released and promoted at a time"),
  runner: z
    .enum(["process", "kubernetes"])
    .default("process")
    .describe("What a run is: a process beside serve, or a Job of the cluster"),
  kubernetes: kubernetes
    .optional()
    .describe("What it has in a cluster, for Jobs and for several serve of which one works"),
  timeout: duration.prefault("1h").describe("How long a run may take before it is stopped"),
  retention: z
    .strictObject({
      runs: count(10_000).default(50).describe("How many runs of a repository are kept"),
      age: duration.prefault("720h").describe("How long a run is kept; the last of each branch always is"),
      megabytes: count(1_000).default(10).describe("How much is kept of what one run tells"),
    })
    .prefault({})
    .describe("What is kept of runs"),
  repositories: z
    .record(name, repository)
    .refine((all) => Object.keys(all).length > 0, { error: "must name a repository" })
    .refine((all) => Object.keys(all).length <= 1_000, { error: "must name at most 1000 repositories" })
    .describe("The repositories, by the names that their webhooks are sent to"),
});

export type ServeConfig = z.output<typeof serveSchema>;
export type ServedRepository = ServeConfig["repositories"][string];
export type Provider = ServedRepository["provider"];
export type NoticeEvent = (typeof noticeEvents)[number];
export type SecretPlace = z.output<typeof secret>;
