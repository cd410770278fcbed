import { describe, expect, test } from "vitest";
import { tree } from "../../../../testing/fixtures/project-tree.ts";
import { go } from "../go/go.ts";
import { node } from "../node/node.ts";
import { python } from "../python/python.ts";
import { settingsIn } from "./settings.ts";

const goWith = (read: string, files: Record<string, string>) =>
  go.detect(
    tree({ "go.mod": "module shop\n\ngo 1.24\n", "main.go": `package main\nfunc main() { ${read} }`, ...files }),
  );

describe("the port stands in a file that the code names", () => {
  test.each([
    ["INI", 'ini.Load("conf/app.ini")', "conf/app.ini", "[database]\nPort = 3307\n[server]\nHttpPort = 8000", 2],
    ["TOML", 'load("config.toml")', "config.toml", '# port = 1\n[server]\naddress = "0.0.0.0:8000" # all', 1],
    ["YAML", 'load("config.yaml")', "config/config.yaml", "db:\n  port: 3307\nserver:\n  port: 8000\n", 1],
    ["YAML of viper", 'viper.SetConfigName("config")', "config.yml", "app:\n  name: shop\nhttp_port: ':8000'\n", 1],
    ["JSON", 'load("./config.json")', "config.json", '{\n  "server": {\n    "port": 8000,\n    "x": 1\n  }\n}', 1],
  ])("%s", (_, read, path, text) => {
    const { port } = goWith(read, { [path]: text });
    expect(port.value).toBe(8000);
    expect(port.at).toMatch(new RegExp(`^${path}:\\d$`));
  });

  test("and not in one that it does not name, or that is for developing", () => {
    expect(goWith("", { "config.toml": "port = 8000" }).port.at).toBe("assumed");
    expect(goWith('load("config.toml")', { "dev/config.toml": "port = 8000" }).port.at).toBe("assumed");
  });

  test("such a file is in the image", () => {
    const { dockerfile = [] } = goWith('ini.Load("conf/app.ini")', { "conf/app.ini": "HttpPort = 8000" });
    expect(JSON.stringify(dockerfile)).toContain('{"copy":["conf"],"to":"./conf"}');
  });
});

test("an example says the port, and that the file itself has to come from somewhere", () => {
  const { port, warnings } = goWith('load("config.toml")', { "config.toml.sample": 'address = "localhost:9000"' });
  expect(port).toEqual({ value: 9000, at: "config.toml.sample:1" });
  expect(warnings.map(({ text }) => text)).toEqual([
    "config.toml.sample:1 listens on this machine only: nothing outside of its container reaches it",
    "the program reads config.toml, which is not in the repository: config.toml.sample shows what stands there",
  ]);
});

test("a service whose address only a file says is told of", () => {
  const { warnings } = goWith('load("app.ini")', {
    "app.ini": "[redis]\nHost = 127.0.0.1:6379",
    "go.mod": "module shop\n\nrequire github.com/redis/go-redis/v9 v9.0.0\n",
  });
  expect(warnings.map(({ text }) => text)).toContain(
    "the program is told where redis is by app.ini:2 (127.0.0.1:6379), and by no variable that was found",
  );
});

test("gunicorn reads its own file", () => {
  const files = { "requirements.txt": "flask\ngunicorn", "app.py": "app = Flask(__name__)" };
  const portOf = (file: string) => python.detect(tree({ ...files, "gunicorn.conf.py": file })).port;
  expect(portOf('workers = 2\nbind = "0.0.0.0:5005"')).toEqual({ value: 5005, at: "gunicorn.conf.py:2" });
  expect(portOf("workers = 2").value).toBe(8000);
});

describe("a port by another variable", () => {
  const nodeWith = (line: string, files: Record<string, string> = {}) => {
    const facts = node.detect(
      tree({ "package.json": '{ "scripts": { "start": "node a.js" } }', "a.js": line, ...files }),
    );
    return { ...facts, image: JSON.stringify(facts.dockerfile) };
  };

  test("has a default", () => expect(nodeWith("listen(process.env.APP_PORT || 3005)").port.value).toBe(3005));

  test("is set as people are told to, and asked of nobody", () => {
    const { port, image, variables } = nodeWith("listen(process.env.APP_PORT)", { ".env.example": "APP_PORT=3006" });
    expect(port.value).toBe(3006);
    expect(image).toContain('"APP_PORT":"3006"');
    expect(variables).toEqual([]);
  });

  test("begins with the program's own name", () => {
    const { port, image } = nodeWith('listen(setting("PROJECT_PORT_NUMBER", "80"))');
    expect(port).toMatchObject({ value: 8080 });
    expect(image).toContain('"PROJECT_PORT_NUMBER":"8080"');
    expect(nodeWith('listen(setting("PROJECT_HTTP_PORT", "3008"))').port.value).toBe(3008);
    expect(nodeWith('listen(setting("PROJECTS_PORT", "3008"))').port.value).toBe(8080);
    // Whoever clones it calls the folder as they like; this is what go.mod says.
    expect(goWith('listen(setting("SHOP_PORT", "3008"))', {}).port.value).toBe(3008);
  });
  test.each([
    ['port := os.Getenv("APP_PORT")\n\tif port == "" {\n\t\tport = "4000"\n\t}', 4000],
    ['serverPort := os.Getenv("APP_PORT")\nif serverPort == "" {\n  serverPort = "4001"\n}', 4001],
    ['PROJECT_PORT_DEFAULT = 5002\nget("PROJECT_PORT") or file.get("port", PROJECT_PORT_DEFAULT)', 5002],
    ['DEFAULT_APP_PORT = 5003\nget("APP_PORT", DEFAULT_APP_PORT)', 5003],
    ['OTHER_PORT_DEFAULT = 5004\nget("APP_PORT", APP_PORT_DEFAULT)', 8080],
  ])("has a default near by, or by a name: %j", (line, port) => expect(nodeWith(line).port.value).toBe(port));
  test("is none of a database", () => expect(nodeWith("x(process.env.DB_PORT || 3307)").port.value).toBe(8080));
});

test.each([
  ["grpc:\n  port: :5003\nprobes:\n  port: :3001\n", 5003],
  ["grpc:\n  port: :5003\nhttp:\n  port: :5001\nprobes:\n  port: :3001\n", 5001],
  ["health:\n  port: 3001\n", 8080],
  ["services:\n  grpc:\n    port: 5003\n", 8080],
])("of %j the port is %i: who calls counts where nobody else asks, and probes never", (text, port) => {
  const { port: found } = goWith('viper.SetConfigName("config")', { "config.yaml": text });
  expect(found.value).toBe(port);
});

test("lines of settings", () => {
  const said = (text: string) => settingsIn("f", text).map(({ path, value }) => `${path.join(".")}=${value}`);
  expect(said("a:\n  b: 1\n  c:\n    - d: 'x'\ne: f # g")).toEqual(["a.b=1", "a.c.d=x", "e=f"]);
  expect(said('[[a.b]]\nc = "d"\n; e = 1\n[f]\ng: h')).toEqual(["a.b.c=d", "f.g=h"]);
});

test("a folder that settings keep something in is written to", () => {
  const settings = '[server]\nupload_path = "./upload"\nstatic_dir = "static"\ndata_dir = "/var/lib/shop"\n';
  const { writable } = goWith('load("config.toml")', { "config.toml": settings });
  expect(writable).toEqual([{ value: "/app/upload", at: "config.toml:2" }]);
});
