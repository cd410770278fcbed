import { describe, expect, test } from "vitest";
import { hasPostHooks, parseManifest } from "./manifest.ts";

const named = (text: string) =>
  parseManifest(text).map(({ apiVersion, kind, metadata }) => `${apiVersion} ${kind} ${metadata.name}`);

describe("a list in a manifest", () => {
  test.each<[what: string, text: string, objects: string[]]>([
    [
      "without a name",
      "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: a}}\n",
      ["v1 Secret a"],
    ],
    [
      "of one kind, whose items need not say it",
      "apiVersion: v1\nkind: ConfigMapList\nmetadata: {}\nitems:\n- metadata: {name: a}\n- metadata: {name: b}\n",
      ["v1 ConfigMap a", "v1 ConfigMap b"],
    ],
    [
      "in a list",
      "kind: List\nitems: [{kind: List, items: [{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}}]}]\n",
      ["apps/v1 Deployment a"],
    ],
    ["with nothing in it", "apiVersion: v1\nkind: List\nitems:\n---\nkind: List\nitems: []\n---\n# nothing\n", []],
    [
      "with nothing at a place",
      "kind: List\nitems: [null, {apiVersion: v1, kind: Secret, metadata: {name: a}}]\n",
      ["v1 Secret a"],
    ],
  ])("is taken apart: %s", (_, text, objects) => {
    expect(named(text)).toEqual(objects);
  });

  test("is a hook as a whole", () => {
    const items = "items: [{apiVersion: v1, kind: Pod, metadata: {name: a, annotations: {team: shop}}}]";
    const hook = `kind: List\nmetadata: {annotations: {helm.sh/hook: post-install}}\n${items}\n`;
    const [pod] = parseManifest(hook);
    expect(pod?.metadata.annotations).toEqual({ team: "shop", "helm.sh/hook": "post-install" });
    expect(hasPostHooks(parseManifest(hook))).toBe(true);
  });
});
