import { z } from "zod";
import { serveSchema } from "./schema.ts";

const about = { title: "serve.yaml", description: "What `chatops serve` releases and promotes on every push" };

/** JSON schema of serve.yaml as a person writes it, for editors; `docs/serve.schema.json` is this. */
export const serveJsonSchema = () => ({
  ...about,
  ...z.toJSONSchema(serveSchema, { io: "input", target: "draft-07" }),
});
