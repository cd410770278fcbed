import { expect, test } from "vitest";
import { tree } from "../../../../testing/fixtures/project-tree.ts";
import { renderDockerfile } from "../../dockerfile/render.ts";
import { go } from "./go.ts";

const settings = '[app]\naddress = "localhost:9000"\n\n[db]\nhost = "localhost"\nport = 5432\nuser = "shop"\n';
const factsOf = (code: string) =>
  go.detect(
    tree({
      "go.mod": "module shop\n\nrequire (\n\tgithub.com/lib/pq v1.10.9\n)\n",
      "main.go": `package main\nfunc main() { settings(); read("config.toml") }\n${code}`,
      "config.toml.sample": settings,
    }),
  );

const viper = (...lines: string[]) => `func settings() {\n\tviper.AutomaticEnv()\n${lines.join("\n")}\n}`;
const koanf = (change: string) =>
  `func settings() {\n\tk.Load(env.Provider("SHOP_", ".", func(s string) string {\n\t\t${change}\n\t}), nil)\n}`;

test.each([
  [
    "Viper",
    viper('\tviper.SetEnvPrefix("shop")', '\tviper.SetEnvKeyReplacer(strings.NewReplacer(".", "_", "-", "_"))'),
    ["SHOP_DB_HOST", "SHOP_DB_PORT", "SHOP_DB_USER"],
    "SHOP_APP_ADDRESS=0.0.0.0:9000",
  ],
  [
    "koanf",
    koanf('return strings.Replace(strings.ToLower(s), "__", ".", -1)'),
    ["SHOP_DB__HOST", "SHOP_DB__PORT", "SHOP_DB__USER"],
    "SHOP_APP__ADDRESS=0.0.0.0:9000",
  ],
  [
    "koanf, which is told letters as they are",
    koanf('return strings.Replace(s, "__", ".", -1)'),
    ["SHOP_db__host", "SHOP_db__port", "SHOP_db__user"],
    "SHOP_app__address=0.0.0.0:9000",
  ],
])("%s lets variables take the place of settings", (_, code, variables, listening) => {
  const { services, dockerfile, warnings } = factsOf(code);
  expect(services[0]?.variables.map(({ value }) => value)).toEqual(variables);
  expect(renderDockerfile(dockerfile ?? [])).toContain(listening);
  expect(warnings.map(({ text }) => text).join()).not.toContain("this machine only");
});

test.each([
  ["nothing does", ""],
  ["what is below a section has a dot in its name", viper()],
])("the file alone is told of where %s", (_, code) => {
  const { services, warnings } = factsOf(code);
  expect(services[0]?.variables.map(({ at }) => at)).toEqual(["assumed"]);
  expect(warnings.map(({ text }) => text).join()).toContain("this machine only");
});
