import { join } from "node:path";
import { expect, test } from "vitest";
import { Mask } from "../../../lib/mask.ts";
import { redact, withMask } from "../../../lib/secrets.ts";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { provideBuildSecrets } from "./secrets.ts";

const npmrc = "registry=https://npm.example.com/\n//npm.example.com/:_authToken=tok-0123456789\nmain\n";

/** What buildx is told, and a text as it is told after that. */
async function provided(
  secrets: Parameters<typeof provideBuildSecrets>[0],
  env: NodeJS.ProcessEnv,
  text = "",
  files: Record<string, string> = {},
) {
  const directory = folder(files);
  return withMask(new Mask(), async () => {
    const options = await provideBuildSecrets(secrets, { directory, env: { HOME: directory, ...env } });
    return { options, told: redact(text), directory };
  });
}

test("a secret goes by the name of its variable or its file, and is masked from then on", async () => {
  const secrets = { token: { environment: "NPM_TOKEN" }, npmrc: { file: ".npmrc" }, home: { file: "~/a,b" } };
  const text = "main prints tok-abcdef and tok-0123456789";
  const files = { ".npmrc": npmrc, "a,b": "x" };
  const { options, told, directory } = await provided(secrets, { NPM_TOKEN: "tok-abcdef" }, text, files);
  expect(options).toEqual([
    ...["--secret", "id=token,env=NPM_TOKEN"],
    ...["--secret", `id=npmrc,src=${join(directory, ".npmrc")}`],
    ...["--secret", `id=home,"src=${join(directory, "a,b")}"`],
  ]);
  expect(told).toBe("main prints [hidden] and [hidden]");
});

test.each<[what: string, source: { environment: string } | { file: string }, env: NodeJS.ProcessEnv, words: string]>([
  ["a variable that is not set", { environment: "NPM_TOKEN" }, {}, "the variable NPM_TOKEN is not set"],
  ["an empty variable, as pipelines hand it on", { environment: "NPM_TOKEN" }, { NPM_TOKEN: "" }, "is not set"],
  ["a file that is not there", { file: "~/.npmrc" }, {}, "could not read ~/.npmrc"],
])("%s is refused by the secret's id, with the key that names another source", async (_, source, env, words) => {
  const failure = await failureOf(provided({ npmrc: source }, env));
  expect(failure.message).toContain(words);
  expect(failure.message).toContain("its secret npmrc");
  expect(failure.hint).toContain("build.secrets.npmrc in chatops.yaml");
});
