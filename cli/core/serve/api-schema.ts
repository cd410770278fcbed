import { z } from "zod";
import { url } from "../config/url.ts";
import { secret } from "./fields.ts";

/** Without the slash at its end that people may write. */
const base = url.transform((text) => text.replace(/\/$/, ""));

/** Where Git hosts reach serve. */
export const publicUrl = base;

/** How a Git host's API is reached. */
export const api = z.strictObject({
  token: secret.describe("Token that may set statuses, write deployments and comments, and for `--install` webhooks"),
  user: z
    .string()
    .min(1)
    .optional()
    .describe("With Bitbucket the user, or e-mail address, whose token it is; without it is that of the repository"),
  url: base.optional().describe("Where the API is, such as https://git.example.com/api/v1; without it by `url`"),
  repository: z
    .string()
    .regex(/^[^\s/?#]+(?:\/[^\s/?#]+)+$/, { error: "must be a path such as team/shop" })
    .optional()
    .describe("What the host calls the repository, such as team/shop; without it by `url`"),
});

export type ApiSettings = z.output<typeof api>;
