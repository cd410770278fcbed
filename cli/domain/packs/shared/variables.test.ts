import { describe, expect, test } from "vitest";
import { sourceFile } from "../../../../testing/fixtures/project-tree.ts";
import { nothingShown } from "../../services/shown-variables.ts";
import { elixirLanguage } from "../elixir/language.ts";
import { goLanguage } from "../go/language.ts";
import { javascript } from "../node/language.ts";
import { pythonLanguage } from "../python/language.ts";
import { rubyLanguage } from "../ruby/language.ts";
import type { Language } from "./language.ts";
import { detectVariables } from "./variables.ts";

const namesIn = (language: Language, text: string) =>
  detectVariables(sourceFile(...text.split("\n")), language, new Set()).map(({ value }) => value);

test("what examples do without is needed nowhere, but for a secret of the program's own", () => {
  const text = "use(process.env.SMTP_HOST, process.env.JWT_SECRET, process.env.SITE);";
  const shown = {
    ...nothingShown,
    spared: new Set(["SMTP_HOST", "JWT_SECRET"]),
  };
  const found = detectVariables(sourceFile(text), javascript, new Set(), shown).map(({ value }) => value);
  expect(found).toEqual(["JWT_SECRET", "SITE"]);
});

test("what a schema asks for is needed, whatever an example leaves out or empty", () => {
  const text = "z.object({\n  SMTP_FROM: z.string(),\n  SITE: z.string().optional(),\n}).parse(process.env);";
  const shown = {
    ...nothingShown,
    spared: new Set(["SMTP_FROM", "SITE"]),
  };
  const found = detectVariables(sourceFile(text), javascript, new Set(), shown).map(({ value }) => value);
  expect(found).toEqual(["SMTP_FROM"]);
});

test("what people call required is needed, if the code speaks of it", () => {
  const shown = { ...nothingShown, required: new Set(["A_KEY", "B_KEY", "C_KEY"]) };
  const text = 'use(process.env.A_KEY || "x");\nchecks = { B_KEY: (value) => !!value };';
  const found = detectVariables(sourceFile(text), javascript, new Set(), shown).map(({ value }) => value);
  expect(found).toEqual(["A_KEY", "B_KEY"]);
});

test("what an example shows is needed where a package asks for all of it", () => {
  const shown = {
    ...nothingShown,
    spared: new Set(["SITE"]),
    required: new Set<string>(),
    examples: new Map([["SITE", ".env.example:1"]]),
  };
  const needs = (text: string) =>
    detectVariables(sourceFile(text), javascript, new Set(), shown).map(({ value }) => value);
  expect(needs('import "dotenv-safe/config";\nuse(process.env.SITE);')).toEqual(["SITE"]);
  expect(needs('import "dotenv/config";\nuse(process.env.SITE);')).toEqual([]);
});

test("a secret of the program's own that only an example speaks of is read by a package", () => {
  const examples = new Map([
    ["AUTH_SECRET", ".env.example:1"],
    ["SMTP_HOST", ".env.example:2"],
  ]);
  const shown = { ...nothingShown, examples };
  expect(detectVariables(sourceFile("start();"), javascript, new Set(), shown)).toEqual([
    { value: "AUTH_SECRET", at: ".env.example:1" },
  ]);
});

test("what whoever sets it up is asked for is needed, though its command alone may be made of it", () => {
  const shown = { ...nothingShown, asked: new Map([["TEAM", "app.json:3"]]) };
  expect(detectVariables(sourceFile("start();"), javascript, new Set(), shown)).toEqual([
    { value: "TEAM", at: "app.json:3" },
  ]);
});

test("where reports are sent is asked of nobody, unless a schema does", () => {
  const read = "init({ dsn: process.env.SENTRY_DSN, to: process.env.OTEL_EXPORTER_OTLP_ENDPOINT });";
  const schema = "z.object({\n  SENTRY_DSN: z.string(),\n}).parse(process.env);";
  expect([namesIn(javascript, read), namesIn(javascript, schema)]).toEqual([[], ["SENTRY_DSN"]]);
});

test("what ends a task is needed by that alone, what ends a program's beginning by all of it", () => {
  const text = 'function check() {\n  if (!process.env.A_KEY) throw new Error("no");\n}';
  const found = (path: string) => detectVariables([{ path, text }], javascript, new Set()).map(({ value }) => value);
  expect([found("src/mail.ts"), found("src/config.ts")]).toEqual([[], ["A_KEY"]]);
});

describe("what a program in JavaScript needs", () => {
  test.each([
    [
      "Joi does without what it does not require",
      "Joi.object({\n  HOST_KEY: Joi.string(),\n  SITE: Joi.string().required(),\n});",
      ["SITE"],
    ],
    [
      "a field may be written over several lines",
      "z.object({\n  A_KEY: z\n    .string()\n    .optional(),\n  B_KEY: z\n    .string()\n    .url(),\n}).parse(process.env);",
      ["B_KEY"],
    ],
    [
      "an empty text is no default of a secret",
      'use(process.env.TOKEN || "", process.env.NOTE ?? "", parseInt(process.env.MOST!) || 10);',
      ["TOKEN"],
    ],
    [
      "a platform sets its own",
      "use(process.env.FLY_REGION, process.env.VERCEL_URL, process.env.FLY_KEY);",
      ["FLY_KEY"],
    ],
    [
      "one for another place is none of its own",
      "use(process.env.DSN_A, process.env.DSN_A_LOCAL, process.env.DSN_A_TESTS, process.env.B_OLD);",
      ["B_OLD", "DSN_A"],
    ],
    [
      "a function of the project's own may be given what is taken without it",
      "use(flagOf(process.env.A_ON, false), parseCount(\n  process.env.A_MOST,\n  30,\n), parseInt(process.env.A_SIZE, 10));",
      ["A_SIZE"],
    ],
    [
      "a schema may call it otherwise",
      "const schema = z.object({\n  site: z.string(),\n  level: z.string().optional(),\n});\nschema.parse({\n  site: process.env.A_SITE,\n  level: process.env.A_LEVEL,\n});",
      ["A_SITE"],
    ],
    [
      "what ends the program where it is missing is needed, though it is only asked for",
      'if (!process.env.A_KEY) throw new Error("no");\nif (!process.env.B_KEY) {\n  process.exit(1);\n}\nif (!process.env.C_KEY) {\n  warn();\n}',
      ["A_KEY", "B_KEY"],
    ],
    [
      "but not where that takes more than that",
      'if (wanted && !process.env.A_KEY) throw new Error("no");\nif (!process.env.B_KEY && !process.env.C_KEY) throw new Error("no");',
      [],
    ],
    [
      "of a long list of settings, what the program seals by",
      `const settings = {\n${["SESSION_SECRET", "GITHUB_CLIENT_SECRET", ..."ABCDEFGHIJ"].map((name) => `  ${name.toLowerCase()}: process.env.${name.padEnd(2, "X")},`).join("\n")}\n};`,
      ["SESSION_SECRET"],
    ],
    [
      "what throws is no default",
      'const key = process.env.A_KEY ?? (() => { throw new Error("no"); })();\nconst other = process.env.B_KEY || fail("no");',
      ["A_KEY", "B_KEY"],
    ],
    [
      "a list of what is required",
      'const requiredVariables = ["A_KEY", "B_KEY"];\n["C_KEY"].forEach((name) => {\n  if (!process.env[name]) throw new Error(name);\n});',
      ["A_KEY", "B_KEY", "C_KEY"],
    ],
    [
      "several are taken at once",
      'const { A_KEY, B_LEVEL = "low", C_KEY, D_KEY: key } = process.env;\nif (C_KEY) use(C_KEY);\nif (!key) {\n  throw new Error("no");\n}',
      ["A_KEY", "D_KEY"],
    ],
    [
      "what is looked at later may be missing, unless that ends the program",
      'const a: string = process.env.A_KEY;\nif (a) use(a);\nconst b = process.env.B_KEY;\nif (!b) {\n  throw new Error("no");\n}',
      ["B_KEY"],
    ],
    ["a switch is off", "use(process.env.USE_CACHE, process.env.MAIL_ENABLED, boolFromEnv('A_LOG'));", []],
    ["a size is compared", "if (parseInt(process.env.A_MOST, 10) > 0) use();", []],
    [
      "methods of a class around a service of settings",
      'class Settings {\n  get key() {\n    return this.getString("A_KEY");\n  }\n  get size() {\n    return this.getNumber("A_SIZE", 3);\n  }\n}',
      ["A_KEY"],
    ],
    [
      "a schema decides of what is read elsewhere, but for secrets",
      "z.object({\n  A_KEY: z.string(),\n  LOG_LEVEL: z.string(),\n}).parse(process.env);\nuse(process.env.B_KEY, process.env.JWT_SECRET);",
      ["A_KEY", "JWT_SECRET", "LOG_LEVEL"],
    ],
    [
      "a default while developing is none",
      'cleanEnv(process.env, {\n  KEY_A: str({ devDefault: "x" }),\n});',
      ["KEY_A"],
    ],
    [
      "what a schema does without is needed nowhere",
      'const schema = z.object({\n  MODE: z.string().default("a"),\n});\nschema.parse(process.env);\nuse(process.env.MODE);',
      [],
    ],
    [
      "decorators say it, too",
      "validateSync(x);\nclass Variables {\n  @IsString()\n  @IsOptional()\n  A_KEY: string;\n\n  @IsString()\n  B_KEY: string;\n}",
      ["B_KEY"],
    ],
    ["what a module of its own made of them is no variable", 'const env = require("./env");\nuse(env.SITE_NAME);', []],
    ["a helper with a default", 'getEnv("A_KEY", "x");\ngetEnv("B_KEY");\nenvOr("C_KEY", 1);', ["B_KEY"]],
    ["a helper that requires", 'requireEnv("A_KEY", "a message");\nmustEnv("B_KEY");', ["A_KEY", "B_KEY"]],
    [
      "the service of Nest",
      'config.get<string>("A_KEY");\nthis.configService.get("B_KEY", "x");\nconfigService.getOrThrow("C_KEY");\nconfigService.get("D_KEY", { infer: true });',
      ["A_KEY", "C_KEY", "D_KEY"],
    ],
    ["a number with a default", "parseInt(process.env.A_KEY, 10) || 5; parseInt(process.env.B_KEY, 10);", ["B_KEY"]],
    [
      "what stands below it belongs to it",
      "a = process.env.A_KEY\n  ? process.env.A_KEY.split()\n  : [];\nb = process.env.B_KEY\n  || 1;\nc = process.env.C_KEY\nuse(c);",
      ["C_KEY"],
    ],
    [
      "what is either on or off",
      "getBoolean(process.env.A_KEY); use(process.env.B_KEY, !!Number(process.env.C_KEY));",
      ["B_KEY"],
    ],
    ["what the program sets itself", 'process.env.A_KEY ||= "x";\nuse(process.env.A_KEY);', []],
    [
      "what is handed to another program is set there",
      "options.env.A_KEY = key;\ndelete options.env.B_KEY;\nuse(process.env.D_KEY);",
      ["D_KEY"],
    ],
    [
      "what is compared with nothing may be missing, unless that ends the program",
      'const a = process.env.A_KEY;\nconst has = a != null;\nconst b = process.env.B_KEY;\nif (b === undefined) {\n  throw new Error("no");\n}',
      ["B_KEY"],
    ],
    [
      "env-var gives nothing for what it is not told to require",
      'env.get("A_KEY").required().asString();\nget("B_KEY").required().asString();\nenv.get("C_KEY").asString();\nenv.get("D_KEY").default("x").asString();',
      ["A_KEY", "B_KEY"],
    ],
    [
      "options are no default, unless they say so",
      'getEnv("A_KEY", { secret: true });\ngetEnv("B_KEY", { default: "x" });\ngetEnv("C_KEY", { required: false });',
      ["A_KEY"],
    ],
    [
      "a function of the project's own is told whether it has to be there",
      "const of = (name: string, required?: boolean, other?: string) => {};\nof('A_KEY', true);\nof('B_KEY', false, 'x');\nof('C_KEY');",
      ["A_KEY"],
    ],
    [
      "or goes on without it",
      "function list(text) {\n  if (!text) {\n    return [];\n  }\n}\nconst first = (text) => text ? text[0] : 1;\nfunction own(text) {\n  if (!text) throw 1;\n}\nlist(process.env.A_KEY);\nfirst(process.env.B_KEY);\nown(process.env.C_KEY);",
      ["C_KEY"],
    ],
    [
      "an empty secret of its own is none, whatever it is called",
      'use(process.env.SHOP_SECRET || "", process.env.STRIPE_SECRET_KEY || "");',
      ["SHOP_SECRET"],
    ],
    [
      "schemas of TypeBox",
      'import { envSchema } from "env-schema";\nType.Object({\n  A_KEY: Type.String(),\n  B_KEY: Type.Optional(Type.String()),\n  C_KEY: Type.String({ default: "x" }),\n});',
      ["A_KEY"],
    ],
    ["who sets one reads none", 'setEnv("A_KEY", "x"); stubEnv("B_KEY");', []],
  ])("%s", (_, text, names) => expect(namesIn(javascript, text)).toEqual(names));
});

describe("what stands below a question for another variable", () => {
  test.each([
    ["is needed by nobody without it", "if (process.env.BUCKET) {\n  use(process.env.BUCKET_KEY);\n}", []],
    ["ends where its block does", "if (process.env.BUCKET) {\n  a();\n}\nuse(process.env.B_KEY);", ["B_KEY"]],
    ["is needed where it is not there", "if (!process.env.BUCKET) {\n  use(process.env.B_KEY);\n}", ["B_KEY"]],
    [
      "is as much in the other half",
      "if (process.env.BUCKET) {\n  a();\n} else {\n  use(process.env.B_KEY);\n}",
      ["B_KEY"],
    ],
  ])("%s", (_, text, names) => expect(namesIn(javascript, text)).toEqual(names));

  test.each([
    ['A_ON = os.getenv("A_ON", False) in ("1",)\nif A_ON:\n    B = os.getenv("B_KEY")', pythonLanguage, []],
    ['A = env.bool("A_ON", False)\nif A and x:\n    B = os.environ["B_KEY"]', pythonLanguage, []],
    ['A = env.bool("A_ON", False)\nif not A:\n    B = os.environ["B_KEY"]', pythonLanguage, ["B_KEY"]],
    ['A = os.environ["A_KEY"]\nif A:\n    B = os.environ["B_KEY"]', pythonLanguage, ["B_KEY"]],
    ["const on = process.env.A_ON === '1';\nif (on) {\n  use(process.env.B_KEY);\n}", javascript, []],
    ['if ENV["BUCKET"]\n  use ENV["BUCKET_KEY"]\nend', rubyLanguage, []],
    ['unless ENV["BUCKET"]\n  use ENV["B_KEY"]\nend', rubyLanguage, ["B_KEY"]],
    ['if ENV["BUCKET"].blank?\n  use ENV["B_KEY"]\nend', rubyLanguage, ["B_KEY"]],
    ['if System.get_env("A_MODE") do\n  key: System.fetch_env!("B_KEY")\nend', elixirLanguage, []],
  ])("is read so in %j, too", (text, language, names) => expect(namesIn(language, text)).toEqual(names));
});

describe("what a program in Go needs", () => {
  test.each([
    ["a helper with a default", 'getEnv("A_KEY", "x")\ngetEnv("B_KEY")\nenvString("C_KEY", "")', ["B_KEY"]],
    [
      "a helper that asks whether one is set",
      'isEnabledFromEnv("A_KEY")\ngetEnvBool("B_KEY")\ngetEnv("C_KEY")',
      ["C_KEY"],
    ],
    ["a helper that must find it", 'mustGetenv("A_KEY")', ["A_KEY"]],
    [
      "what is asked for its length",
      'if len(os.Getenv("A_KEY")) > 0 {\n\ta = os.Getenv("A_KEY")\n}\nb = os.Getenv("B_KEY")',
      ["B_KEY"],
    ],
    [
      "what is filled in when it is empty",
      'a := os.Getenv("A_KEY")\n\tif a == "" {\n\t\ta = "x"\n\t}\nb := os.Getenv("B_KEY")\n\tif b == "" {\n\t\tlog.Fatal(b)\n\t}',
      ["B_KEY"],
    ],
    [
      "tags of caarlos0/env",
      'type C struct {\n\tA string `env:"A_KEY,required"`\n\tB string `env:"B_KEY"`\n\tC string `env:"C_KEY,notEmpty" envDefault:"x"`\n}',
      ["A_KEY"],
    ],
    [
      "tags of envconfig",
      'type C struct {\n\tA string `required:"true" envconfig:"A_KEY"`\n\tB string `envconfig:"B_KEY" default:"x"`\n}',
      ["A_KEY"],
    ],
    [
      "tags of cleanenv",
      'type C struct {\n\tA string `yaml:"a" env:"A_KEY" env-required:"true"`\n\tB string `env:"B_KEY" env-default:"x"`\n}',
      ["A_KEY"],
    ],
  ])("%s", (_, text, names) => expect(namesIn(goLanguage, text)).toEqual(names));
});

describe("what a program in Python needs", () => {
  test.each([
    [
      "what a value is made of is no default",
      'A = config("A_KEY", cast=int)\nB = config("B_KEY", default=1, cast=int)',
      ["A_KEY"],
    ],
    ["environs", 'env.float("A_KEY")\nenv.dj_db_url("B_KEY", "x")', ["A_KEY"]],
    ["a helper", 'get_env("A_KEY")\nget_env("B_KEY", "x")\nenv_bool("C_KEY", False)\nset_env("D_KEY")', ["A_KEY"]],
    [
      "types and defaults that are told first",
      'env = environ.Env(\n    DEBUG_MODE=(bool, False),\n    SITE=str,\n)\nA = env("DEBUG_MODE")\nB = env("SITE")',
      ["SITE"],
    ],
    [
      "fields of pydantic",
      'class Settings(BaseSettings):\n    a_key: str = Field(..., env="THE_KEY")\n    b_key: str = Field(default="x")\n    c_key: str = Field(\n        description="d",\n    )\n    d_key: str = "x"\n    e_key: str | None',
      ["C_KEY", "THE_KEY"],
    ],
  ])("%s", (_, text, names) => expect(namesIn(pythonLanguage, text)).toEqual(names));
});
