import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { migrateChart } from "./chart.ts";

const lines = (...all: string[]) => `${all.join("\n")}\n`;
const metadata = lines("apiVersion: v2", "name: shop", "version: 1.0.0");

/** What becomes of one template. */
function template(text: string, values = ""): string {
  const texts = new Map([
    ["Chart.yaml", metadata],
    ["values.yaml", values],
    ["templates/object.yaml", text],
  ]);
  const { changes, problems } = migrateChart(texts);
  expect(problems).toEqual([]);
  return changes.get("templates/object.yaml") ?? text;
}

const problemsOf = (text: string) =>
  migrateChart(
    new Map([
      ["Chart.yaml", metadata],
      ["templates/object.yaml", text],
    ]),
  ).problems;

describe("versions", () => {
  test.each([
    ["extensions/v1beta1", "Deployment", "apps/v1"],
    ["apps/v1beta2", "StatefulSet", "apps/v1"],
    ["extensions/v1beta1", "NetworkPolicy", "networking.k8s.io/v1"],
    ["networking.k8s.io/v1beta1", "Ingress", "networking.k8s.io/v1"],
    ["batch/v1beta1", "CronJob", "batch/v1"],
    ["policy/v1beta1", "PodDisruptionBudget", "policy/v1"],
    ["autoscaling/v2beta2", "HorizontalPodAutoscaler", "autoscaling/v2"],
    ["rbac.authorization.k8s.io/v1beta1", "ClusterRole", "rbac.authorization.k8s.io/v1"],
  ])("%s of a %s is %s, whichever line is first", (old, kind, today) => {
    expect(template(lines(`apiVersion: ${old}`, `kind: ${kind}`))).toBe(lines(`apiVersion: ${today}`, `kind: ${kind}`));
    expect(template(lines(`kind: "${kind}"`, `apiVersion: "${old}"`))).toContain(`apiVersion: ${today}\n`);
  });

  test("what refers to a workload names its version as well", () => {
    const text = lines(
      "apiVersion: autoscaling/v1",
      "kind: HorizontalPodAutoscaler",
      "spec:",
      "  scaleTargetRef:",
      "    apiVersion: extensions/v1beta1",
      "    kind: Deployment",
    );
    expect(parse(template(text)).spec.scaleTargetRef.apiVersion).toBe("apps/v1");
  });

  test("a version that a value or a helper chose is written out, and others' kinds are left alone", () => {
    expect(template(lines("apiVersion: {{ .Values.api }}", "kind: Ingress"), "api: extensions/v1beta1\n")).toBe(
      lines("apiVersion: networking.k8s.io/v1", "kind: Ingress"),
    );
    const text = lines("apiVersion: {{ .Values.api }}", "kind: Certificate");
    expect(template(text)).toBe(text);
  });

  test.each([
    [lines("apiVersion: policy/v1beta1", "kind: PodSecurityPolicy"), /1 PodSecurityPolicy .*1\.25/],
    [lines("apiVersion: apiextensions.k8s.io/v1beta1", "kind: CustomResourceDefinition"), /schema of every version/],
    [lines("apiVersion: extensions/v1beta1", "kind: {{ .Values.kind }}"), /extensions\/v1beta1/],
    [lines("apiVersion: apps/v1", "kind: Deployment", "spec:", "  template:", "    spec: {}"), /:4 a workload without/],
    [
      lines(
        "apiVersion: extensions/v1beta1",
        "kind: Ingress",
        "spec: { backend: { serviceName: a, servicePort: 80 } }",
      ),
      /:3 a backend/,
    ],
  ])("what only people can do is named with its line: %j", (text, words) => {
    expect(problemsOf(text).join("\n")).toMatch(words);
  });

  test("keeps line ends, comments and whatever has no reason to change", () => {
    const text = "# mine\r\napiVersion: extensions/v1beta1 # old\r\nkind: NetworkPolicy\r\n  odd:   spacing\r\n";
    expect(template(text)).toBe(
      "# mine\r\napiVersion: networking.k8s.io/v1 # old\r\nkind: NetworkPolicy\r\n  odd:   spacing\r\n",
    );
  });
});

describe("selectors", () => {
  const deployment = (...labels: string[]) =>
    lines(
      "apiVersion: extensions/v1beta1",
      "kind: Deployment",
      "metadata:",
      "  labels: { draft: shop }",
      "spec:",
      "{{- if .Values.fixed }}",
      "  replicas: 2",
      "{{- end }}",
      "  rollbackTo:",
      "    revision: 3",
      "  template:",
      "    metadata:",
      "      labels:",
      ...labels.map((label) => `        ${label}`),
      "      annotations: { a: b }",
      "    spec:",
      "      containers: []",
    );

  test("are all labels that the pods always have, as clusters took them before", () => {
    const text = template(
      deployment(
        'draft: {{ default "draft-app" .Values.draft }}',
        'app: {{ template "fullname" . }}',
        'chart: "{{ .Chart.Name }}-{{ .Chart.Version }}"',
        "{{- if .Values.more }}",
        "more: {{ .Values.more }}",
        "{{- end }}",
      ),
    );
    expect(text).toContain(
      lines(
        "{{- end }}",
        "  selector:",
        "    matchLabels:",
        '      draft: {{ default "draft-app" .Values.draft }}',
        '      app: {{ template "fullname" . }}',
        "  template:",
      ),
    );
    expect(text).not.toContain("rollbackTo");
    expect(template(text)).toBe(text);
  });

  test("stay where there are some", () => {
    const text = deployment("app: shop").replace(
      "  template:",
      "  selector:\n    matchLabels: { app: shop }\n  template:",
    );
    expect(template(text).match(/selector/g)).toHaveLength(1);
  });

  test("are not made for what is no workload", () => {
    const text = lines(
      "apiVersion: v1",
      "kind: Thing",
      "spec:",
      "  template:",
      "    metadata:",
      "      labels:",
      "        a: b",
    );
    expect(template(text)).toBe(text);
  });
});

describe("an Ingress", () => {
  const ingress = (...paths: string[]) =>
    lines(
      "apiVersion: extensions/v1beta1",
      "kind: Ingress",
      "spec:",
      "  rules:",
      "  - host: a.example.com",
      "    http:",
      "      paths:",
      ...paths,
    );

  test.each([
    ["80", "", { number: 80 }],
    ["http", "", { name: "http" }],
    ["{{ .Values.service.port }}", "service: { port: 8080 }", { number: "{{ .Values.service.port }}" }],
    ["{{ .Values.service.port }}", "service: { port: web }", { name: "{{ .Values.service.port }}" }],
  ])("names service and port %s, and says how paths are read", (port, values, expected) => {
    const quoted = (text: string) => text.replace(/(\{\{.*\}\})/g, '"$1"');
    const text = ingress("      - backend:", "          serviceName: shop", `          servicePort: ${port}`);
    const [path] = parse(quoted(template(text, values))).spec.rules[0].http.paths;
    expect(path).toEqual({
      pathType: "ImplementationSpecific",
      backend: { service: { name: "shop", port: expected } },
    });
  });

  test("decides when it is rendered about a port that only then is known", () => {
    const text = ingress(
      "      - path: /",
      "        backend:",
      "          servicePort: {{ $port }}",
      "          serviceName: shop",
    );
    expect(template(text)).toContain('{{ if kindIs "string" ($port) }}name{{ else }}number{{ end }}: {{ $port }}');
  });

  test("keeps paths, their types and TLS; what no rule takes is called otherwise", () => {
    const text = lines(
      "apiVersion: networking.k8s.io/v1beta1",
      "kind: Ingress",
      "spec:",
      "  backend:",
      "    serviceName: other",
      "    servicePort: 80",
      "  tls:",
      "  - secretName: cert",
      "  rules:",
      "  - http:",
      "      paths:",
      "      - path: /a",
      "        pathType: Prefix",
      "        backend:",
      "          serviceName: a",
      "          servicePort: 1",
      "      - path: /b",
      "        backend:",
      "          serviceName: b",
      "          servicePort: 2",
    );
    const backend = (name: string, number: number) => ({ service: { name, port: { number } } });
    expect(parse(template(text)).spec).toEqual({
      defaultBackend: backend("other", 80),
      tls: [{ secretName: "cert" }],
      rules: [
        {
          http: {
            paths: [
              { path: "/a", pathType: "Prefix", backend: backend("a", 1) },
              { path: "/b", pathType: "ImplementationSpecific", backend: backend("b", 2) },
            ],
          },
        },
      ],
    });
    expect(template(template(text))).toBe(template(text));
  });
});

test("a pod autoscaler aims as autoscaling/v2 writes it", () => {
  const text = lines(
    "apiVersion: autoscaling/v2beta1",
    "kind: HorizontalPodAutoscaler",
    "spec:",
    "  metrics:",
    "  - type: Resource",
    "    resource:",
    "      name: cpu",
    "      targetAverageUtilization: 80",
  );
  expect(parse(template(text))).toMatchObject({
    apiVersion: "autoscaling/v2",
    spec: { metrics: [{ resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } } }] },
  });
});

describe("questions to the cluster", () => {
  test.each([
    ['.Capabilities.APIVersions.Has "networking.k8s.io/v1beta1"', "no"],
    ['.Capabilities.APIVersions.Has "networking.k8s.io/v1/Ingress"', "yes"],
    ['semverCompare "<1.14-0" .Capabilities.KubeVersion.GitVersion', "no"],
    ['semverCompare ">=1.19-0" .Capabilities.KubeVersion.Version', "yes"],
    ['semverCompare ">= 1.4, < 1.7" .Capabilities.KubeVersion.GitVersion', "no"],
    ['not (.Capabilities.APIVersions.Has "policy/v1")', "no"],
    ['or (.Capabilities.APIVersions.Has "policy/v1") .Values.old', "yes"],
  ])("%s", (condition, expected) => {
    const text = lines(`{{- if ${condition} }}`, "a: yes", "{{- else }}", "a: no", "{{- end }}", "b: c");
    expect(template(text)).toBe(lines(`a: ${expected}`, "b: c"));
  });

  test("what else a condition asks is left of it", () => {
    const text = (condition: string) => lines(`{{- if ${condition} }}`, "a: b", "{{- end }}");
    expect(template(text('and .Values.on (semverCompare ">=1.18-0" .Capabilities.KubeVersion.GitVersion)'))).toBe(
      text(".Values.on"),
    );
    expect(template(text('and .Values.on (not (semverCompare ">=1.18-0" .Capabilities.KubeVersion.GitVersion))'))).toBe(
      "",
    );
    const monitors = text('.Capabilities.APIVersions.Has "monitoring.coreos.com/v1"');
    expect(template(monitors)).toBe(monitors);
  });

  test("a chain of them comes to its end", () => {
    const text = lines(
      '{{- if semverCompare "<1.9-0" .Capabilities.KubeVersion.GitVersion -}}',
      "apiVersion: extensions/v1beta1",
      '{{- else if semverCompare "<1.19-0" .Capabilities.KubeVersion.GitVersion -}}',
      "apiVersion: networking.k8s.io/v1beta1",
      "{{- else -}}",
      "apiVersion: networking.k8s.io/v1",
      "{{- end }}",
      "kind: Ingress",
      "{{- with .Values.x }}",
      "x: {{ . }}",
      "{{- end }}",
    );
    const rest = ["{{- with .Values.x }}", "x: {{ . }}", "{{- end }}"];
    expect(template(text)).toBe(lines("apiVersion: networking.k8s.io/v1", "kind: Ingress", ...rest));
  });
});

describe("Chart.yaml", () => {
  const requirements = lines(
    "# what it needs",
    "dependencies:",
    "- name: redis",
    "  version: 1.0.0",
    "  repository: file://../redis",
  );

  test("takes what requirements.yaml said, and its lock", () => {
    const { changes } = migrateChart(
      new Map([
        ["Chart.yaml", "name: shop\napiVersion: v1\nversion: 0.1.0-SNAPSHOT"],
        ["requirements.yaml", requirements],
        ["requirements.lock", lines("dependencies: []", "digest: sha256:old", 'generated: "2019-05-01T10:00:00Z"')],
      ]),
    );
    expect(parse(changes.get("Chart.yaml") ?? "")).toEqual({
      ...{ name: "shop", apiVersion: "v2", version: "0.1.0-SNAPSHOT" },
      dependencies: [{ name: "redis", version: "1.0.0", repository: "file://../redis" }],
    });
    expect(changes.has("requirements.yaml") && changes.get("requirements.yaml")).toBeUndefined();
    expect(changes.get("Chart.lock")).toMatch(/^digest: sha256:[0-9a-f]{64}$/m);
  });

  test("of today is left alone, and so is a folder without one", () => {
    expect(migrateChart(new Map([["Chart.yaml", metadata]])).changes.size).toBe(0);
    expect(migrateChart(new Map()).changes.size).toBe(0);
  });
});

test("several objects in one file are each brought to today", () => {
  const text = [
    "apiVersion: extensions/v1beta1\nkind: Deployment\n",
    "apiVersion: extensions/v1beta1\nkind: Ingress\n",
  ];
  const documents = parseAllDocuments(template(text.join("---\n"))).map((document) => document.toJS());
  expect(documents.map(({ apiVersion }) => apiVersion)).toEqual(["apps/v1", "networking.k8s.io/v1"]);
});
