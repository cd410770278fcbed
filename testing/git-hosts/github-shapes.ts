import { z } from "zod";

const link = z.url();
const description = z.string().max(140);
export const pages = z.strictObject({ per_page: z.string(), page: z.string().optional() });

export const status = z.strictObject({
  state: z.enum(["error", "failure", "pending", "success"]),
  target_url: link.nullish(),
  description: description.nullish(),
  context: z.string().optional(),
});

export const deployment = z.strictObject({
  ref: z.string(),
  task: z.string().optional(),
  auto_merge: z.boolean().optional(),
  required_contexts: z.array(z.string()).optional(),
  payload: z.unknown().optional(),
  environment: z.string().optional(),
  description: description.nullish(),
  transient_environment: z.boolean().optional(),
  production_environment: z.boolean().optional(),
});

export const deploymentStatus = z.strictObject({
  state: z.enum(["error", "failure", "inactive", "in_progress", "queued", "pending", "success"]),
  log_url: link.optional(),
  target_url: link.optional(),
  description: description.optional(),
  environment: z.string().optional(),
  environment_url: link.optional(),
  auto_inactive: z.boolean().optional(),
});

export const hookConfig = z.strictObject({
  url: link,
  content_type: z.enum(["json", "form"]),
  secret: z.string(),
  insecure_ssl: z.enum(["0", "1"]),
});

export const hook = { config: hookConfig, events: z.array(z.string()).min(1), active: z.boolean() };

export const comment = (id: number, body: string, login: string) => ({
  id,
  body,
  user: { login },
  created_at: "2026-11-29T10:00:00Z",
  updated_at: "2026-11-29T11:00:00Z",
});

/** `from` is absent of a fork that was deleted. */
export const pull = (number: number, from: string | undefined) => ({
  number,
  state: "open",
  draft: false,
  head: { ref: "change", sha: "b".repeat(40), repo: from === undefined ? null : { full_name: from } },
  base: { ref: "main", sha: "c".repeat(40), repo: { full_name: "team/shop" } },
});
