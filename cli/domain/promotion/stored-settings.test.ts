import { expect, test } from "vitest";
import { parseManifest } from "./manifest.ts";
import { settingsIn } from "./stored-settings.ts";

const hook = (kind: string, annotations: string, held: string) =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: {name: chat-settings, annotations: {${annotations}}}\n${held}\n`;

const upgrade = `helm.sh/hook: "pre-install,pre-upgrade"`;
const config = { data: { MODE: "good" } };

test.each<[what: string, manifest: string, found: object[]]>([
  ["a ConfigMap", hook("ConfigMap", upgrade, "data: {MODE: good}"), [config]],
  ["a Secret in base64", hook("Secret", upgrade, "data: {TOKEN: Z29vZA==}"), [{ data: { TOKEN: "Z29vZA==" } }]],
  [
    "a Secret in plain text, which counts more",
    hook("Secret", upgrade, "data: {TOKEN: YQ==, KEY: Yg==}\nstringData: {TOKEN: good}"),
    [{ data: { TOKEN: "Z29vZA==", KEY: "Yg==" } }],
  ],
  [
    "what stays until the next one is made",
    hook(
      "ConfigMap",
      `${upgrade}, helm.sh/hook-delete-policy: "before-hook-creation,hook-failed"`,
      "data: {MODE: good}",
    ),
    [config],
  ],
  [
    "nothing that Helm deletes when it is done",
    hook("ConfigMap", `${upgrade}, helm.sh/hook-delete-policy: hook-succeeded`, "data: {MODE: good}"),
    [],
  ],
  ["nothing of a rollback", hook("ConfigMap", "helm.sh/hook: pre-rollback", "data: {MODE: good}"), []],
  ["nothing that is no hook", hook("ConfigMap", "note: none", "data: {MODE: good}"), []],
  ["no Job", hook("Job", upgrade, "spec: {}"), []],
])("of the hooks of a stored revision it is %s", (_, manifest, found) => {
  expect(settingsIn(parseManifest(manifest))).toMatchObject(found);
  expect(settingsIn(parseManifest(manifest))).toHaveLength(found.length);
});
