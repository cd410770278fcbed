import { chart, chartYaml, configMap, dependsOn, subchart, type Trait } from "./trait.ts";

/** What it depends on. Only one of these is in a chart. */
export const dependencyTraits: Trait[] = [
  { name: "a subchart in its folder", files: subchart(`${chart}/charts/web`, "web"), metadata: dependsOn("web") },
  { name: "a subchart that is not named", files: subchart(`${chart}/charts/web`, "web") },
  {
    name: "a subchart under another folder's name",
    files: subchart(`${chart}/charts/folder-1`, "web"),
    metadata: dependsOn("web"),
  },
  {
    name: "a packaged subchart with a version of its own",
    files: subchart("elsewhere/cert-manager", "cert-manager", "v1.14.4"),
    packaged: [["elsewhere/cert-manager", `${chart}/charts`]],
    metadata: dependsOn("cert-manager", "https://charts.jetstack.io", "v1.14.4"),
  },
  {
    name: "requirements.yaml",
    files: {
      ...subchart(`${chart}/charts/web`, "web"),
      [`${chart}/requirements.yaml`]: `# older\n${dependsOn("web", '"@local"')}`,
    },
  },
  {
    name: "a chart of the repository that is to be built",
    files: subchart("common", "common"),
    metadata: dependsOn("common", "file://../../common"),
    built: [chart],
  },
  {
    name: "a chart of the repository by requirements.yaml",
    files: {
      ...subchart("common", "common"),
      [`${chart}/requirements.yaml`]: dependsOn("common", "file://../../common"),
    },
    built: [chart],
  },
  {
    name: "a chart of the repository that depends on another",
    files: {
      ...subchart("middle", "middle", "1.2.3", dependsOn("common", "file://../common")),
      ...subchart("common", "common"),
    },
    metadata: dependsOn("middle", "file://../../middle", "^1.0.0"),
    built: ["middle", chart],
  },
  {
    name: "a chart inside of it",
    files: subchart(`${chart}/subcharts/inner`, "inner"),
    metadata: dependsOn("inner", "file://subcharts/inner"),
    built: [chart],
  },
  {
    name: "a library",
    files: {
      "lib/Chart.yaml": chartYaml("lib", "0.1.0", "type: library\n"),
      "lib/templates/_a.tpl": '{{- define "lib.text" -}}\nof the library\n{{- end }}\n',
      [`${chart}/templates/lib.yaml`]: configMap("lib", '{{ include "lib.text" . }}'),
    },
    metadata: dependsOn("lib", "file://../../lib"),
    built: [chart],
  },
  {
    name: "an alias, a condition and imported values",
    files: {
      ...subchart(`${chart}/charts/web`, "web"),
      [`${chart}/charts/web/values.yaml`]: "mode: 0644\nexports:\n  all: { exported: 0755 }\n",
    },
    metadata:
      "dependencies:\n  - { name: web, version: '>=0.1.0', alias: front, condition: front.enabled, import-values: [all] }\n  - { name: web, version: 0.x.x }\n",
  },
  {
    name: "a subchart with a subchart and an .helmignore",
    files: {
      ...subchart(`${chart}/charts/web`, "web", "0.1.0", dependsOn("deep")),
      ...subchart(`${chart}/charts/web/charts/deep`, "deep"),
      [`${chart}/charts/web/.helmignore`]: "*.md\n",
      [`${chart}/charts/web/README.md`]: "r\n",
      [`${chart}/charts/.gitkeep`]: "",
      [`${chart}/charts/_disabled/Chart.yaml`]: chartYaml("disabled"),
    },
    metadata: dependsOn("web"),
  },
];
