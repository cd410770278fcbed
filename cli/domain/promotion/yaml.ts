import { type DocumentOptions, type ParseOptions, parseAllDocuments, type ScalarTag, type SchemaOptions } from "yaml";

/** What is true or false in YAML 1.1 where it is not quoted. */
const boolean: ScalarTag = {
  tag: "tag:yaml.org,2002:bool",
  default: true,
  test: /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON|n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/,
  resolve: (text) => /^(?:y|t|on)/i.test(text),
};

const number: ScalarTag = {
  tag: "tag:yaml.org,2002:float",
  default: true,
  test: /^[-+]?\.?[0-9]/,
  resolve: numberIn,
};

/** 0755 and 0o755 are octal, 1_000 is 1000; dates, times of day and what is too large are texts. */
function numberIn(text: string): number | string {
  const [, sign, digits = ""] = /^([-+]?)(.*)$/s.exec(text.replaceAll("_", "")) ?? [];
  const value = Number(digits.replace(/^0(?=[0-7]+$)/, "0o"));
  if (!Number.isFinite(value)) return text;
  return sign === "-" ? -value : value;
}

const options: ParseOptions & DocumentOptions & SchemaOptions = {
  schema: "failsafe",
  customTags: ["null", boolean, number],
  merge: true,
  // It would make a Date of `!!timestamp`.
  resolveKnownTags: false,
};

/**
 * The documents of a text as Helm and kubectl read them: by YAML 1.1, yet without its dates and its base of sixty.
 * By YAML 1.2 `defaultMode: 0755` would be 755, which the cluster refuses.
 */
export const yamlDocuments = (text: string): unknown[] =>
  parseAllDocuments(text, options).map((document) => document.toJS());
