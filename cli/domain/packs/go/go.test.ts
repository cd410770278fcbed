import { describe, expect, test } from "vitest";
import { tree } from "../../../../testing/fixtures/project-tree.ts";
import { renderDockerfile } from "../../dockerfile/render.ts";
import { go } from "./go.ts";

const program = { "go.mod": "module shop\n\ngo 1.24\n", "main.go": "package main\nfunc main() {}" };
const dockerfileOf = (files: Record<string, string>) =>
  renderDockerfile(go.detect(tree({ ...program, ...files })).dockerfile ?? []);

describe("modules", () => {
  test.each([
    ["require a.example/b v1.0.0", true],
    ["replace a.example/b => a.example/c v1.0.0", true],
    ["replace a.example/b => ./lib", false],
    ["replace (\n\ta.example/b v1.0.0 => ../b\n)", false],
  ])("with %s are fetched before the sources are there: %s", (line, isFetched) => {
    const dockerfile = dockerfileOf({ "go.mod": `module shop\n\n${line}\n` });
    expect(dockerfile.includes("go mod download")).toBe(isFetched);
  });
});

describe("what a program reads while it runs", () => {
  test.each([
    ["web/templates/*.html", "web/templates"],
    ["web/page.html", "web/page.html"],
    ["./static", "static"],
  ])("%s stands beside it, though Go files are around", (named, copied) => {
    const web = { "web/handlers.go": "package web", "web/templates/a.html": "", "web/page.html": "" };
    const files = { ...web, "static/css/a.css": "", "main.go": `package main\nfunc main() { read("${named}") }` };
    const copies = dockerfileOf(files).match(/^COPY (?!--from|\. |go\.)[^\n]{0,99}$/gm);
    expect(copies).toEqual([`COPY ${copied} ./${copied}`]);
  });
});

describe("the port", () => {
  test.each([
    ['const defaultAddress = ":9090"', 9090],
    ['viper.SetDefault("server.port", 9091)', 9091],
    ['cmd.Flags().IntP("port", "p", 19092, "where to listen")', 19092],
    ['flag := &cli.StringFlag{Name: "addr", Usage: "x", Value: "0.0.0.0:9093"}', 9093],
    ['type Config struct {\n\tHTTPPort int `env:"HTTP_PORT" envDefault:"9094"`\n}', 9094],
    ['type O struct {\n\tHTTPPort uint `long:"listen" description:"x" default:"9098"`\n}\nvar ssh = "22"', 9098],
    [
      'type O struct {\n\tAddr string `arg:"env:SHOP_ADDR" default:":9099"`\n}\nfunc a() { net.Listen("tcp", ":7007") }',
      9099,
    ],
    [
      'flag := &cli.StringFlag{Name: "listener", Value: "0.0.0.0:9096"}\nfunc p() { http.ListenAndServe("localhost:6060", nil) }',
      9096,
    ],
    ['type Config struct {\n\tPort int `envconfig:"PORT" default:"9095"`\n}', 9095],
  ])("%s", (line, port) =>
    expect(go.detect(tree({ ...program, "main.go": `package main\nfunc main() {}\n${line}` })).port.value).toBe(port),
  );
});

test("an address of this machine alone is replaced, if a variable says it", () => {
  const main = 'package main\nfunc main() {}\nvar options = map[string]string{"LISTEN_ADDR": "127.0.0.1:8081"}';
  const { port, warnings } = go.detect(tree({ ...program, "main.go": main }));
  expect(port.value).toBe(8081);
  expect(warnings).toEqual([]);
  expect(dockerfileOf({ "main.go": main })).toContain("LISTEN_ADDR=0.0.0.0:8081");
});

test.each(["//go:build ignore", "// +build tools", "//go:build windows"])(
  "a file with %s is none of the program",
  (line) => {
    const files = {
      "gen.go": `${line}\n\npackage main\nfunc main() { http.ListenAndServe(":9999", nil) }`,
      "main.go": "",
    };
    const cmd = { "cmd/shop/main.go": "//go:build linux && !arm\npackage main\nfunc main() {}" };
    const { evidence, port } = go.detect(tree({ "go.mod": "module shop\n", ...files, ...cmd }));
    expect([evidence.find(({ what }) => what === "start")?.value, port.value]).toEqual(["cmd/shop", 8080]);
  },
);

test("nor does that of a flag keep it there", () => {
  const flag = '{Name: "listener", Usage: "x", Value: "127.0.0.1:8082", EnvVars: []string{"LISTENER"}}';
  const main = `package main\nfunc main() {}\nvar f = &cli.StringFlag${flag}`;
  expect(dockerfileOf({ "main.go": main })).toContain("LISTENER=0.0.0.0:8082");
});

test("what other programs of a module do says nothing of the one that is built", () => {
  const files = {
    "go.mod": "module shop\n",
    "cmd/shop/main.go": 'package main\nimport "shop/web"\nfunc main() { web.Serve() }',
    "web/web.go": 'package web\nfunc Serve() { http.ListenAndServe(":9097", nil) }',
    "cmd/a/main.go": 'package main\nfunc main() { http.ListenAndServe(":9098", nil); os.Getenv("KEY") }',
  };
  const { port, variables } = go.detect(tree(files));
  expect({ port: port.value, variables }).toEqual({ port: 9097, variables: [] });
});

test("migrations that nothing runs are told of", () => {
  const warningsOf = (main: string) =>
    go.detect(tree({ ...program, "db/migrations/1_a.up.sql": "", "main.go": `package main\nfunc main() { ${main} }` }))
      .warnings;
  expect(
    warningsOf("")
      .map(({ text }) => text)
      .join(),
  ).toContain("nothing runs the migrations (db/migrations/1_a.up.sql)");
  expect(warningsOf("migrate.New(a, b)")).toEqual([]);
  expect(warningsOf("}\n//go:embed migration/*.sql\nvar files embed.FS\nfunc more() {")).toEqual([]);
});

describe("a program of several commands", () => {
  const commandOf = (files: Record<string, string>) => /^CMD ([^\n]{1,99})/m.exec(dockerfileOf(files))?.[1];
  const cobra = (root: string, ...uses: string[]) =>
    `package main\nimport (\n\t"github.com/spf13/cobra"\n)\nfunc main() {}\n${[root, ...uses]
      .map((use) => `var c = &cobra.Command{\n\tUse:   "${use},\n}\n`)
      .join("")}`;
  test.each([
    ["is told to serve", { "main.go": cobra('shop"', 'list"', 'serve"') }, '["program","serve"]'],
    ["serves by itself", { "main.go": cobra('shop",\n\tRunE: start', 'server"') }, '["program"]'],
    ["prints its help", { "main.go": cobra('shop",\n\tRun: func() { cmd.Help() }', 'web"') }, '["program","web"]'],
    ["has none that serves", { "main.go": cobra('shop"', 'list"') }, '["program"]'],
    [
      "has flags that are called like it",
      {
        "main.go":
          'package main\nimport "github.com/urfave/cli/v2"\nfunc main() {}\nvar a = &cli.StringFlag{Name: "server"}',
      },
      '["program"]',
    ],
    [
      "takes its commands apart by itself",
      { "main.go": 'package main\nfunc main() {\n\tswitch os.Args[1] {\n\tcase "serve":\n\t\tserve()\n\t}\n}' },
      '["program","serve"]',
    ],
    [
      "is told by the Procfile",
      { "main.go": cobra('shop"', 'serve"'), Procfile: "web: bin/shop server -p $PORT" },
      '["sh","-c","exec program server -p $PORT"]',
    ],
  ])("%s", (_, files, command) => expect(commandOf(files)?.replaceAll(", ", ",")).toBe(command));
});
