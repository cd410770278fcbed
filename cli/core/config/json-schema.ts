import { z } from "zod";
import { configSchema } from "./schema.ts";

const about = { title: "chatops.yaml", description: "How chatops releases this project, and where it runs" };

/** JSON schema of chatops.yaml as a person writes it, for editors; `docs/chatops.schema.json` is this. */
export const configJsonSchema = () => ({
  ...about,
  ...z.toJSONSchema(configSchema, { io: "input", target: "draft-07" }),
});
