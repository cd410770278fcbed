import { z } from "zod";
import { isCustom } from "./judged.ts";
import type { ManifestObject } from "./manifest.ts";

/** The parts of a chart's objects that are read before the API server has seen them; whatever else they have is left to it. */
const texts = z.record(z.string(), z.string());
const quantities = z.record(z.string(), z.union([z.string(), z.number()]));

const key = z.looseObject({
  name: z.string().optional(),
  key: z.string().optional(),
  optional: z.boolean().optional(),
});
const whole = z.looseObject({ name: z.string().optional(), optional: z.boolean().optional() });
const items = z.array(z.looseObject({ key: z.string().optional() })).optional();
const secretVolume = z.looseObject({ secretName: z.string().optional(), items });
const configMapVolume = whole.extend({ items });

const container = z.looseObject({
  name: z.string().optional(),
  image: z.string().optional(),
  env: z
    .array(
      z.looseObject({
        valueFrom: z.looseObject({ secretKeyRef: key.optional(), configMapKeyRef: key.optional() }).optional(),
      }),
    )
    .optional(),
  envFrom: z.array(z.looseObject({ secretRef: whole.optional(), configMapRef: whole.optional() })).optional(),
  resources: z.looseObject({ limits: quantities.optional(), requests: quantities.optional() }).optional(),
  startupProbe: z.looseObject({}).optional(),
});

const volume = z.looseObject({
  secret: secretVolume.optional(),
  configMap: configMapVolume.optional(),
  projected: z
    .looseObject({
      sources: z
        .array(z.looseObject({ secret: configMapVolume.optional(), configMap: configMapVolume.optional() }))
        .optional(),
    })
    .optional(),
  persistentVolumeClaim: z.looseObject({ claimName: z.string().optional() }).optional(),
});

const pod = z.looseObject({
  containers: z.array(container),
  initContainers: z.array(container).optional(),
  volumes: z.array(volume).optional(),
  nodeSelector: texts.optional(),
});

const metadata = z.looseObject({
  name: z.string().optional(),
  namespace: z.string().optional(),
  labels: texts.optional(),
  annotations: texts.optional(),
});

const template = z.looseObject({ metadata: metadata.optional(), spec: pod });
const claim = z.looseObject({ metadata, spec: z.looseObject({ storageClassName: z.string().optional() }).optional() });
const claims = { volumeClaimTemplates: z.array(claim).optional() };
const anything = z.looseObject({ metadata, spec: z.unknown().optional() });
const withTemplate = anything.extend({ spec: z.looseObject({ template, ...claims }) });
const rules = z.array(
  z.looseObject({ resources: z.array(z.string()).optional(), verbs: z.array(z.string()).optional() }),
);

const kinds: Readonly<Record<string, z.ZodType>> = {
  Deployment: withTemplate,
  StatefulSet: withTemplate,
  DaemonSet: withTemplate,
  Job: withTemplate,
  CronJob: anything.extend({
    spec: z.looseObject({ jobTemplate: z.looseObject({ spec: z.looseObject({ template }) }) }),
  }),
  Pod: anything.extend({ spec: pod }),
  PersistentVolumeClaim: claim,
  Role: anything.extend({ rules: rules.optional() }),
  ClusterRole: anything.extend({ rules: rules.optional() }),
};

const words: Readonly<Record<string, string>> = { array: "a list", object: "a map", record: "a map", string: "a text" };

const typed = z.looseObject({ apiVersion: z.string(), kind: z.string() });

/** What keeps objects from being what their kind says, with its place in them; one line for each. */
export const shapeErrors = (objects: readonly ManifestObject[]): string[] =>
  objects.flatMap((object) => {
    const head = typed.safeParse(object);
    const schema = head.success && !isCustom(object) ? (kinds[object.kind] ?? anything) : anything;
    const { error } = head.success ? schema.safeParse(object) : head;
    return (error?.issues ?? []).map((issue) => `${titleOf(object)}: ${lineOf(issue)}`);
  });

function lineOf({ path, ...issue }: z.core.$ZodIssue): string {
  const place = path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .slice(1);
  const expected = "expected" in issue ? (words[issue.expected] ?? `a ${issue.expected}`) : undefined;
  return expected ? `${place} must be ${expected}` : `${place}: ${issue.message}`;
}

const titleOf = ({ kind, apiVersion, metadata }: Partial<ManifestObject>): string =>
  [kind ?? apiVersion ?? "an object", metadata?.name].filter((part) => typeof part === "string").join(" ");
