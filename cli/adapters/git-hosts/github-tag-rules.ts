import { z } from "zod";
import { isMeant } from "../../domain/git-hosts/ref-pattern.ts";
import { type ApiOptions, openApi } from "./api.ts";
import { gitHubHeaders } from "./github.ts";

const listed = z.object({ id: z.int(), enforcement: z.string() });
const names = z.array(z.string()).default([]);
const ruleset = z.object({
  name: z.string(),
  rules: z.array(z.object({ type: z.string() })).default([]),
  conditions: z.object({ ref_name: z.object({ include: names, exclude: names }).optional() }).nullish(),
  current_user_can_bypass: z.string().optional(),
});

/** Ways past a rule that are none for a push. */
const noWay: readonly (string | undefined)[] = ["never", "pull_requests_only"];

/** Names of the rules of a repository on GitHub that keep whoever has this token from creating a tag. */
export async function rulesAgainstTag(
  { token, ...options }: Omit<ApiOptions, "headers" | "pages"> & { token: string },
  tag: string,
): Promise<string[]> {
  const { read, list } = openApi({ ...options, headers: gitHubHeaders(token), pages: "per_page=100" });
  const rulesets = `/repos/${options.repository}/rulesets`;
  const against: string[] = [];
  for await (const { id, enforcement } of list(`${rulesets}?includes_parents=true&targets=tag`, listed)) {
    if (enforcement !== "active") continue;
    const { name, rules, conditions, current_user_can_bypass: way } = await read(`${rulesets}/${id}`, ruleset);
    const isOfTag = conditions?.ref_name && isMeant(`refs/tags/${tag}`, conditions.ref_name);
    if (isOfTag && rules.some(({ type }) => type === "creation") && noWay.includes(way)) against.push(name);
  }
  return against;
}
