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

  test("that are in the repository are not fetched", () => {
    const files = { "go.mod": "module shop\n\nrequire a.example/b v1.0.0\n", "vendor/modules.txt": "" };
    expect(dockerfileOf(files)).not.toContain("go mod download");
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

describe("files that go.rice looks for", () => {
  const code = (box: string) => `package main\nfunc main() {\n\t${box}\n}\n`;
  const embeds = (files: Record<string, string>) =>
    /go run \S{1,60}\/rice@\S{1,20} (.{1,80}) embed-go/.exec(dockerfileOf(files))?.[1];

  test.each<[files: Record<string, string>, folders: string | undefined]>([
    [{ "main.go": code('rice.MustFindBox("static")') }, "-i ."],
    [{ "web/web.go": 'package web\nvar pages, _ = rice.FindBox("pages")\n', "main.go": code("web.Run()") }, "-i ./web"],
    [{ "main.go": code('rice.MustFindBox("static")'), "rice-box.go": "package main\n" }, undefined],
    [{ "main.go": code("serve()") }, undefined],
  ])("of %j are put into %s", (files, folders) => expect(embeds(files)).toBe(folders));
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
    [
      'type DebugConf struct {\n\tPort string `conf:"default:4000"`\n}\ntype WebConfig struct {\n\tName string\n\tPort string `yaml:"port" conf:"default:9104"`\n}',
      9104,
    ],
    [
      'const defaultPort = "9101"\nvar port = defaultPort\nfunc init() { if v := os.Getenv("PORT"); v != "" { port = v } }',
      9101,
    ],
    ['var port = "9102"\nvar metrics = ":9999"\nfunc init() { if v := os.Getenv("PORT"); v != "" { port = v } }', 9102],
    ["func defaults(c *Config) {\n\tc.MetricsPort = 9999\n\tc.ListenPort = 9103\n}\nvar _ = defaults", 9103],
    ['var metricsPort = 9999\nvar port = os.Getenv("PORT")', 8080],
  ])("%s", (line, port) =>
    expect(go.detect(tree({ ...program, "main.go": `package main\nfunc main() {}\n${line}` })).port.value).toBe(port),
  );
});

test.each<[flag: string, folders: string[]]>([
  ['flag.StringVar(&files, "filespath", "files/", "where files are kept")', ["/app/files"]],
  ['flags.StringP("upload-dir", "u", "./uploads", "where files are kept")', ["/app/uploads"]],
  ['flag.String("template-dir", "templates", "where pages are")', []],
  ['flag.String("dir", "/srv/shop", "where files are kept")', []],
])("%s says what is written to: %j", (flag, folders) => {
  const main = `package main\nfunc main() {\n\t${flag}\n}\n`;
  expect(go.detect(tree({ ...program, "main.go": main })).writable.map(({ value }) => value)).toEqual(folders);
});

test("a port whose variable is used before it has its default is that default", () => {
  const settings = 'package config\ntype Env struct {\n\tPort string `env:"APP_PORT" envDefault:"8085"`\n}\n';
  const main = "package main\nfunc main() {\n\tstart(env.APP_PORT)\n}\n";
  expect(go.detect(tree({ ...program, "main.go": main, "settings/env.go": settings })).port.value).toBe(8085);
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

test.each(['"SHOP_" + strings.ToUpper(key)', 'fmt.Sprintf("SHOP_%s", strings.ToUpper(key))'])(
  "nor does a setting whose variable is %s",
  (name) => {
    const items = 'var items = map[string]item{\n\t"bind": {\n\t\tvalue: "127.0.0.1:8083",\n\t},\n}';
    const main = `package main\nfunc main() { os.Getenv(${name}) }\n${items}`;
    expect(dockerfileOf({ "main.go": main })).toContain("SHOP_BIND=0.0.0.0:8083");
  },
);

test.each<[code: string, isTold: boolean]>([
  ['router.Run(os.Getenv("SERVER_ADDR"))', true],
  ['http.ListenAndServe(os.Getenv("SERVER_ADDR")+":"+os.Getenv("PORT"), nil)', false],
  ['dial(os.Getenv("STOCK_ADDR"))', false],
])("of %s, a whole address that has no default is told: %s", (code, isTold) => {
  const main = `package main\nfunc main() {\n\t${code}\n}\n`;
  expect(dockerfileOf({ "main.go": main }).includes("SERVER_ADDR=0.0.0.0:8080")).toBe(isTold);
});

test.each<[code: string, names: string[]]>([
  ['path := os.Getenv("SHOP_FILE")\n\tif path != "" {\n\t\tpanic(path)\n\t}', []],
  [
    'path := os.Getenv("SHOP_FILE")\n\tif path != "" {\n\t\tuse(path)\n\t} else {\n\t\tlog.Fatal("none")\n\t}',
    ["SHOP_FILE"],
  ],
  ['path := os.Getenv("SHOP_FILE")\n\tif path == "" {\n\t\tlog.Fatal("none")\n\t}', ["SHOP_FILE"]],
  ['if path == "" {\n\t\tlog.Fatal("x")\n\t}\n\tpath = os.Getenv("SHOP_FILE")\n\tif path == "" {\n\t\treturn\n\t}', []],
  ['text := os.Getenv("SHOP_TIME")\n\tn, err := strconv.Atoi(text)\n\tif err != nil {\n\t\tn = 5\n\t}', []],
  [
    'text := os.Getenv("SHOP_TIME")\n\tn, err := strconv.Atoi(text)\n\tif err != nil {\n\t\tlog.Fatal(err)\n\t}',
    ["SHOP_TIME"],
  ],
])("%s reads %j", (code, names) => {
  const main = `package main\nfunc main() {\n\t${code}\n}\n`;
  expect(go.detect(tree({ ...program, "main.go": main })).variables.map(({ value }) => value)).toEqual(names);
});

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
  expect(warningsOf("}\n//go:embed db/migrations/*.sql\nvar files embed.FS\nfunc more() {")).toEqual([]);
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
      "has each command add itself",
      {
        "main.go": "package main\nfunc main() {}",
        "cmd/serve/cmd.go":
          'package serve\nvar set = flag.NewFlagSet(name, flag.ExitOnError)\nfunc init() {\n\tcmd.Add("serve", set)\n}',
      },
      '["program","serve"]',
    ],
    [
      "has options under its own name",
      { "main.go": 'package main\nfunc main() {\n\tset := flag.NewFlagSet("server", flag.ExitOnError)\n}' },
      '["program"]',
    ],
    [
      "is told by the Procfile",
      { "main.go": cobra('shop"', 'serve"'), Procfile: "web: bin/shop server -p $PORT" },
      '["sh","-c","exec program server -p $PORT"]',
    ],
  ])("%s", (_, files, command) => expect(commandOf(files)?.replaceAll(", ", ",")).toBe(command));
});

describe("pages that Node builds", () => {
  const vite = { scripts: { build: "vite build" }, devDependencies: { vite: "^7.0.0" } };
  const serving = (embed: string) => `package ui\n\nimport "embed"\n\n${embed}\nvar files embed.FS`;

  test.each([
    ["a folder of theirs", { "ui/serve.go": serving("//go:embed all:dist") }, "ui/dist"],
    ["all in it", { "ui/serve.go": serving("//go:embed dist/*") }, "ui/dist"],
    [
      "a folder that their settings name",
      { "ui/serve.go": serving("//go:embed public"), "ui/vite.config.mts": "build: { outDir: 'public/' }" },
      "ui/public",
    ],
    [
      "one outside of theirs",
      {
        "server/web/web.go": serving("//go:embed files"),
        "ui/vite.config.ts": 'build: { outDir: "../server/web/files" }',
      },
      "server/web/files",
    ],
  ])("are a part of the program: %s", (_, files, folder) => {
    const text = dockerfileOf({ "ui/package.json": JSON.stringify(vite), ...files });
    expect(text).toContain("WORKDIR /app/ui\n");
    expect(text).toMatch(/^RUN npm run build /m);
    expect(text.indexOf(`COPY --from=pages /app/${folder} ./${folder}\n`)).toBeLessThan(text.indexOf("go build"));
  });

  test("stand beside one that reads them", () => {
    const main = 'package main\nfunc main() { http.Handle("/", http.FileServer(http.Dir("./web/dist"))) }';
    const text = dockerfileOf({ "main.go": main, "web/package.json": JSON.stringify(vite) });
    expect(text.indexOf("COPY --from=pages /app/web/dist ./web/dist\n")).toBeGreaterThan(text.indexOf("go build"));
  });

  test("are none of its business where it names none of them", () =>
    expect(dockerfileOf({ "web/package.json": JSON.stringify(vite) })).not.toContain("node"));

  test("of an old builder are built with an old Node", () => {
    const scripts = { build: "react-scripts build" };
    const old = JSON.stringify({ scripts, dependencies: { "react-scripts": "^3.2.0" } }, null, 2);
    const files = { "ui/package.json": old, "ui/a.go": serving("//go:embed build") };
    expect(dockerfileOf(files)).toContain("FROM node:16-slim AS pages");
  });
});

describe("what the compiler does not find", () => {
  const textsOf = (files: Record<string, string>) =>
    go.detect(tree({ ...program, ...files })).warnings.map(({ text }) => text);

  test("is told of", () => {
    const files = { "a.go": '//go:embed pages\nvar pages embed.FS\n\nimport (\n\t"shop/pb"\n)\n' };
    expect(textsOf(files)).toEqual([
      "a.go:5 imports pb, which is not in the repository: the build ends there",
      "a.go:1 takes pages into the program, which is not in the repository: the build ends there",
    ]);
    expect(textsOf({ ...files, "pages/a.html": "", "pb/a.go": "" })).toEqual([]);
  });

  test("is made by the tool that the project has for it", () => {
    const files = {
      "a.go": 'import "shop/generated/model"',
      "gqlgen.yml": "model:\n  filename: generated/model/models.go\n",
    };
    expect(dockerfileOf(files)).toMatch(/^RUN \S+ go run github\.com\/99designs\/gqlgen generate$/m);
    expect(textsOf(files)).toEqual([]);
  });
});

describe("an option that keeps a program on its own machine", () => {
  const commandOf = (text: string) =>
    /^CMD (.{1,99})/m.exec(dockerfileOf({ "main.go": `package main\nfunc main() {}\n${text}` }))?.[1];
  test.each([
    ['var a = flag.String("addr", "127.0.0.1:8081", "x")', '["program", "--addr=0.0.0.0:8081"]'],
    ['flags.StringP("address", "a", "127.0.0.1", "x")', '["program", "--address=0.0.0.0"]'],
    ['var f = &cli.StringFlag{Name: "listen", Value: "localhost:8082"}', '["program", "--listen=0.0.0.0:8082"]'],
    ['flag.String("redis-host", "127.0.0.1", "x")', '["program"]'],
    ['flag.String("addr", ":8081", "x")', '["program"]'],
    [
      'import "github.com/spf13/cobra"\nvar c = &cobra.Command{Use: "serve"}\nc.Flags().String("host", "localhost", "x")',
      '["program", "serve", "--host=0.0.0.0"]',
    ],
  ])("%s: %s", (text, command) => expect(commandOf(text)).toBe(command));
});

test("a server of a package is told to serve, and where", () => {
  const main = 'package main\n\nimport (\n\t"github.com/pocketbase/pocketbase"\n)\n\nfunc main() {}';
  const files = { ...program, "main.go": main };
  expect(go.detect(tree(files)).port.value).toBe(8090);
  expect(dockerfileOf(files)).toContain('CMD ["program", "serve", "--http=0.0.0.0:8090"]');
});

test("settings that a name alone finds are in the image, and what they name", () => {
  const main = 'package main\nfunc main() { viper.SetConfigName("app") }';
  const files = { "main.go": main, "app.env": "HTTP_SERVER_ADDRESS=0.0.0.0:9100\nMIGRATIONS=file://db/sql\n" };
  const text = dockerfileOf({ ...files, "db/sql/1.up.sql": "" });
  expect(text).toContain("COPY app.env ./app.env\nCOPY db/sql ./db/sql\n");
  expect(text).toContain("EXPOSE 9100");
});

test("a module without code is no program", () => {
  expect(go.recognize(tree({ "go.mod": "module tools\n\ntool a.example/b\n" }))).toBeUndefined();
  expect(go.recognize(tree({ "go.mod": "module shop\n", "main.go": "" }))).toMatchObject({ sure: "certain" });
});

test("what is read with a word on whether it is there may be missing, and so may what another system has", () => {
  const main = [
    "package main",
    "func main() {",
    '\tkey, isSet := env.GetEnv("KEY")',
    '\tother, _ := getEnv("OTHER")',
    '\tsecret, err := getEnv("SECRET")',
    "}",
  ].join("\n");
  const windows = 'package main\nvar a = os.Getenv("SERVICE_NAME")';
  const { variables } = go.detect(tree({ ...program, "main.go": main, "service_windows.go": windows }));
  expect(variables.map(({ value }) => value)).toEqual(["SECRET"]);
});

test("a command that works by itself is told nothing, whatever its description says", () => {
  const root = [
    "package main",
    'import "github.com/spf13/cobra"',
    "func main() {}",
    "var root = &cobra.Command{",
    '\tUse: "shop",',
    "\tLong: `It serves.`,",
    "\tPreRun: func(cmd *cobra.Command, args []string) {",
    "\t\tprepare()",
    "\t},",
    "\tRun: func(cmd *cobra.Command, args []string) {",
    "\t\tserve()",
    "\t},",
    "}",
    "var start = &cobra.Command{",
    '\tUse: "start",',
    "}",
  ].join("\n");
  expect(dockerfileOf({ "main.go": root })).toContain('CMD ["program"]');
});

test("an address that stands elsewhere, and needs root, is replaced by the variable of its option", () => {
  const flag = '&cli.StringFlag{Name: "listen-http", EnvVars: []string{"SHOP_LISTEN"}, Value: server.DefaultListen}';
  const files = {
    "main.go": `package main\nfunc main() {}\nvar f = ${flag}`,
    "server/a.go": 'DefaultListen   = ":80"',
  };
  expect(dockerfileOf(files)).toContain("SHOP_LISTEN=0.0.0.0:8080");
});

test("the default that stands before a variable for the port counts", () => {
  const field = 'Port string `json:"port" default:":3000" env:"SHOP_PORT"`';
  const main = `package main\nfunc main() {}\ntype C struct {\n\t${field}\n}`;
  expect(dockerfileOf({ "main.go": main })).toContain("SHOP_PORT=3000");
});

test("pages go to the one folder that nobody filled, where nothing says which", () => {
  const files = {
    "server/a.go": "package server\n\nvar (\n\t//go:embed site\n\tsite embed.FS\n)",
    "web/package.json": JSON.stringify({ scripts: { build: "vite build" }, devDependencies: { vite: "^7.0.0" } }),
  };
  expect(dockerfileOf(files)).toContain("COPY --from=pages /app/web/dist ./server/site\n");
});

test.each([
  ["gorm.io/driver/sqlite v1.6.0", "", "1"],
  ["github.com/confluentinc/confluent-kafka-go/v2 v2.5.0", "", "1"],
  ["github.com/jinzhu/gorm v1.9.16", 'import _ "github.com/jinzhu/gorm/dialects/sqlite"', "1"],
  ["gorm.io/driver/postgres v1.6.0", "", "0"],
])("a module with %s %s is compiled with CGO_ENABLED=%s", (required, line, enabled) => {
  const files = {
    "go.mod": `module shop\n\nrequire (\n\t${required}\n)\n`,
    "main.go": `package main\n${line}\nfunc main() {}`,
  };
  expect(dockerfileOf(files)).toContain(`CGO_ENABLED=${enabled}`);
});

test("what is looked at in one of many ways may be left out", () => {
  const main = [
    'if delay, _ := strconv.Atoi(os.Getenv("DELAY")); delay > 0 { wait(delay) }',
    'most, _ := strconv.Atoi(os.Getenv("MOST"))',
    'least, err := strconv.Atoi(os.Getenv("LEAST"))',
    'isPlain := "true" == strings.ToLower(os.Getenv("PLAIN"))',
    'isLoud := strings.ToLower(os.Getenv("LOUD")) == "true"',
    'if url := os.Getenv("TRACES"); len(url) != 0 { trace(url) }',
    'file := os.Getenv("FILE")\n  if c.Key == "" && file == "" { return errors.New("no key") }',
  ].join("\n");
  const { variables } = go.detect(tree({ ...program, "main.go": `package main\nfunc main() {\n${main}\n}` }));
  expect(variables.map(({ value }) => value)).toEqual(["LEAST"]);
});

test("the folder of a file of SQLite is written to", () => {
  const main = 'package main\nfunc main() {}\nvar c = Config{Dialect: "sqlite3", Connection: "data/shop.db"}';
  expect(go.detect(tree({ ...program, "main.go": main })).writable.map(({ value }) => value)).toEqual(["/app/data"]);
});

test("a file of variables is no file of settings that lacks", () => {
  const files = {
    "shop-server.env.example": "PORT=1\n",
    "main.go": 'package main\nfunc main() { load("shop-server.env") }',
  };
  expect(go.detect(tree({ ...program, ...files })).warnings).toEqual([]);
});

test("documentation that a program takes into itself is made for it", () => {
  const files = {
    "mkdocs.yml": "site_name: shop\nsite_dir: server/docs\n",
    "main.go": "package main\nfunc main() {}\n\n//go:embed server/docs\nvar docs embed.FS\n",
    ".gitignore": "server/docs/\n",
  };
  const dockerfile = dockerfileOf(files);
  expect(dockerfile).toContain("mkdocs build --site-dir /site");
  expect(dockerfile).toContain("COPY --from=documentation /site ./server/docs");
  expect(go.detect(tree({ ...program, ...files })).warnings).toEqual([]);
  expect(dockerfileOf({ ...files, "server/docs/index.html": "" })).not.toContain("mkdocs");
});

test("a program that has a variable for it migrates when it starts", () => {
  const main = 'package main\nfunc main() {}\nvar options = map[string]bool{"SHOP_RUN_MIGRATIONS": false}';
  expect(dockerfileOf({ "main.go": main })).toContain("SHOP_RUN_MIGRATIONS=true");
});

describe("a file of variables", () => {
  const env = (code: string, files: Record<string, string> = {}) =>
    go.detect(tree({ ...program, "main.go": `package main\nfunc main() {\n${code}\n}\n`, ...files }));
  const fatal = "if err != nil {\n\t\tlog.Fatal(err)\n\t}";

  test.each([
    [`err := godotenv.Load()\n\t${fatal}`, ".env"],
    ['if err := godotenv.Load("local.env"); err != nil {\n\t\tpanic(err)\n\t}', "local.env"],
    [`viper.SetConfigFile(".env")\n\terr := viper.ReadInConfig()\n\t${fatal}`, ".env"],
    [
      'viper.AddConfigPath(".")\n\tviper.SetConfigName("app")\n\tviper.SetConfigType("env")\n\tif err := viper.ReadInConfig(); err != nil {\n\t\treturn\n\t}',
      "app.env",
    ],
  ])("without which the program ends is there, without values: %s", (code, name) => {
    const { dockerfile, evidence } = env(code);
    expect(renderDockerfile(dockerfile ?? [])).toContain(`'' \\\n    > ./${name}`);
    expect(evidence).toContainEqual(expect.objectContaining({ what: "variables file", at: expect.any(String) }));
  });

  test.each([
    'if err := godotenv.Load(); err != nil {\n\t\tlog.Println("no .env")\n\t}\n\tlog.Fatal(serve())',
    "_ = godotenv.Load()",
  ])("that may be missing is not made: %s", (code) =>
    expect(renderDockerfile(env(code).dockerfile ?? [])).not.toContain(".env"),
  );

  test("that Git has is in the image, and read there", () => {
    const code = 'viper.SetConfigFile("app.env")\nif err := viper.ReadInConfig(); err != nil { panic(err) }';
    expect(renderDockerfile(env(code, { "app.env": "A=1\n" }).dockerfile ?? [])).not.toContain("printf");
  });

  test("names the variables that Viper takes into a struct", () => {
    const code = 'viper.SetConfigFile(".env")\nif err := viper.ReadInConfig(); err != nil { panic(err) }';
    const config =
      'package config\ntype Config struct {\n\tPort string `mapstructure:"PORT"`\n\tKey string `mapstructure:"SIGNING_KEY"`\n}\n';
    const { dockerfile, variables } = env(code, { "config/config.go": config });
    expect(renderDockerfile(dockerfile ?? [])).toContain("'PORT=' \\\n    'SIGNING_KEY='");
    expect(variables.map(({ value }) => value)).toEqual(["SIGNING_KEY"]);
  });
});

test.each([
  ["", 1],
  ["viper.AutomaticEnv()\n", 0],
  ['viper.BindEnv("KEY")\n', 0],
])("a file of variables beside which the environment does not count is warned of, without %j: %i", (asks, count) => {
  const main = `package main\nfunc main() {\n${asks}viper.SetConfigFile(".env")\nif err := viper.ReadInConfig(); err != nil { panic(err) }\n}\n`;
  const { warnings } = go.detect(tree({ ...program, "main.go": main }));
  const told = warnings.filter(({ text }) => text.includes("takes its settings from .env alone"));
  expect(told.map(({ hint }) => hint?.includes("AutomaticEnv"))).toEqual(Array(count).fill(true));
});

test("an address for its settings that a struct names is the one that it listens at", () => {
  const config =
    'package main\ntype Config struct {\n\tAddress string `mapstructure:"SERVER_ADDRESS"`\n}\nfunc main() {}\n';
  expect(dockerfileOf({ "main.go": config })).toContain("SERVER_ADDRESS=0.0.0.0:8080");
});

describe("a database whose address no variable says is warned of", () => {
  const warned = (code: string) =>
    go
      .detect(
        tree({
          "go.mod": "module shop\n\nrequire go.mongodb.org/mongo-driver v1.17.0\n",
          "main.go": `package main\nfunc main() { ${code} }\n`,
        }),
      )
      .warnings.map(({ text }) => text);

  test.each([
    ['connect("mongodb://mongo:27017/shop")', "main.go:2 looks for mongodb at mongo, and no variable was found"],
    ['connect("mongodb://localhost:27017")', "main.go:2 looks for mongodb on its own machine"],
    ["connect(config.Address)", "is set up, and nothing was found that reads where it is"],
  ])("%s", (code, text) => expect(warned(code)).toContainEqual(expect.stringContaining(text)));

  test("and one that a variable says is not", () => expect(warned('connect(os.Getenv("MONGODB_URI"))')).toEqual([]));
});
