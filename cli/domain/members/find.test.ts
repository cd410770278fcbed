import { describe, expect, test } from "vitest";
import type { Files } from "../../../testing/fixtures/folder.ts";
import { tree } from "../../../testing/fixtures/project-tree.ts";
import { renderDockerfile } from "../dockerfile/render.ts";
import { findMembers } from "./find.ts";
import type { Member } from "./member.ts";
import { ofOnlyMember } from "./subject.ts";

const node = (port: number, manifest: object = {}): Files => ({
  "package.json": { scripts: { start: "node server.js" }, ...manifest },
  "server.js": `require("node:http").createServer().listen(${port});\n`,
});

const inFolder = (folder: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));

const page: Files = {
  "package.json": { scripts: { build: "vite build" }, devDependencies: { vite: "6" } },
  "index.html": "<p>\n",
};

const found = (files: Files) => findMembers(tree(files, "shop"));
const names = (files: Files) =>
  found(files).members.map(({ name, folder }) => (name === folder ? name : `${name}: ${folder}`));
const why = (files: Files, folder: string) => found(files).leftOut.find((one) => one.folder === folder)?.why;

describe("a service", () => {
  test("is a folder with a manifest of its own that answers at a port, whatever its language", () => {
    const flask = { "requirements.txt": "flask\n", "app.py": "from flask import Flask\napp = Flask(__name__)\n" };
    expect(names({ ...inFolder("back", flask), ...inFolder("services/mail", node(7000)) })).toEqual([
      "back",
      "mail: services/mail",
    ]);
  });

  test("is not what is beside it: tests, tools and documentation", () => {
    const beside = [
      "e2e",
      "web-e2e",
      "packaging/debian",
      "tools/lint",
      "scripts",
      ".storybook",
      "themes/shop",
      "examples-old/../examples",
    ];
    const files = beside.map((folder) => inFolder(folder, node(3000)));
    expect(names(Object.assign({}, ...files, inFolder("api", node(4000))))).toEqual(["api"]);
  });

  test("is no library and no tool, whatever they depend on", () => {
    const workspace = {
      "package.json": { workspaces: ["packages/*"] },
      ...inFolder("packages/api", node(4000)),
      "packages/lib/package.json": { main: "index.js", dependencies: { express: "5" } },
      "packages/lib/index.js": "module.exports = require('express')().get('/a', () => {});\n",
      "packages/cli/package.json": { bin: "cli.js", scripts: { start: "node cli.js" } },
      "packages/cli/cli.js": "require('node:http').createServer().listen(9999);\n",
      ...inFolder("packages/ui", { ...page, "vite.config.js": "export default { build: { lib: { entry: 'a' } } };\n" }),
    };
    expect(names(workspace)).toEqual(["api: packages/api"]);
  });

  test("has the pages of a workspace as a part of it that it serves from where they are built", () => {
    const server = {
      ...node(4000),
      "server.js": 'app.use(serve(join(up, "client/dist")));\napp.listen(4000);\n',
      "package.json": { name: "server", scripts: { start: "node server.js" }, dependencies: { express: "5" } },
    };
    const ui = { name: "ui", scripts: { build: "tsc" } };
    const client = { name: "client", scripts: { build: "vite build" }, dependencies: { ui: "*", vite: "7" } };
    const files = {
      "package.json": { workspaces: ["apps/*", "packages/*"] },
      "package-lock.json": "{}",
      ...inFolder("apps/server", server),
      ...inFolder("apps/client", { ...page, "package.json": client }),
      "packages/ui/package.json": ui,
    };
    expect(names(files)).toEqual(["server: apps/server"]);
    expect(why(files, "apps/client")).toBe("is a part of server, which serves its pages");
    const [member] = found(files).members;
    const image = renderDockerfile(member?.facts.dockerfile ?? []);
    expect(image).toContain("npm run build --workspace packages/ui && npm run build --workspace apps/client");
    expect(image).toContain("COPY --from=build /app/apps/client /app/apps/client");
  });

  test("has those as well that a script of theirs copies there", () => {
    const client = {
      name: "client",
      scripts: { build: "vite build", export: "cp -r dist/* ../server/static/" },
      dependencies: { vite: "7" },
    };
    const files = {
      "package.json": { workspaces: ["packages/*"] },
      "package-lock.json": "{}",
      ...inFolder("packages/server", node(4000)),
      ...inFolder("packages/client", { ...page, "package.json": client }),
    };
    expect(names(files)).toEqual(["server: packages/server"]);
    const image = renderDockerfile(found(files).members[0]?.facts.dockerfile ?? []);
    expect(image).toContain("npm run build --workspace packages/client && npm run export --workspace packages/client");
  });

  test("is told what the packages ask for that it needs", () => {
    const files = (dockerfile: Files): Files => ({
      "package.json": { workspaces: ["apps/*", "packages/*"] },
      "package-lock.json": "{}",
      ...inFolder("apps/api", { ...node(4000, { dependencies: { env: "*", ioredis: "5" } }), ...dockerfile }),
      "packages/env/package.json": { name: "env" },
      "packages/env/index.js":
        "z.object({\n  SITE_KEY: z.string(),\n  REDIS_HOST: z.string(),\n}).parse(process.env);\n",
    });
    const Dockerfile = 'FROM node:24\nCOPY apps/api .\nCOPY packages/env env\nEXPOSE 4000\nCMD ["node", "server.js"]\n';
    for (const given of [{}, { Dockerfile }]) {
      const [member] = found(files(given)).members;
      expect(member?.facts.variables).toEqual([{ value: "SITE_KEY", at: "../../packages/env/index.js:2" }]);
      expect(member?.facts.services.flatMap(({ variables }) => variables.map(({ value }) => value))).toContain(
        "REDIS_HOST",
      );
    }
  });

  test("uses what it imports of the packages that only the top names", () => {
    const files = {
      "package.json": { workspaces: ["apps/*"], dependencies: { express: "5", ioredis: "5", mongoose: "8" } },
      "package-lock.json": "{}",
      ...inFolder("apps/api", node(4000)),
      "apps/api/queue.js": 'import Redis from "ioredis";\nnew Redis(process.env.REDIS_URL);\n',
    };
    const [member] = found(files).members;
    expect(member?.facts.services.map(({ kind }) => kind.name)).toEqual(["redis"]);
    expect(renderDockerfile(member?.facts.dockerfile ?? [])).toContain(
      "RUN --mount=type=cache,target=/var/cache/npm npm ci --omit=dev --no-audit --no-fund && mkdir",
    );
  });

  test("may be one that only works, if it is called so", () => {
    const worker = { "package.json": { scripts: { start: "node main.js" } }, "main.js": "setInterval(() => {}, 9);\n" };
    const files = { ...inFolder("api", node(4000)), ...inFolder("mail-worker", worker), ...inFolder("thing", worker) };
    expect(found(files).members.map(({ name, answers }) => [name, answers])).toEqual([
      ["api", true],
      ["mail-worker", false],
    ]);
    expect(why(files, "thing")).toBe("answers at no port");
  });

  test("has a name of its own, shorter than its folder's where that repeats the one above", () => {
    const folders = ["shop/shop-orders", "a/web", "b/web", "redis"];
    expect(names(Object.assign({}, ...folders.map((folder) => inFolder(folder, node(3000)))))).toEqual([
      "redis-service: redis",
      "a-web: a/web",
      "b-web: b/web",
      "orders: shop/shop-orders",
    ]);
  });

  test("in a language that no pack builds is named", () => {
    const files = { ...inFolder("api", node(4000)), "ads/build.sbt": "\n", "ads/Main.scala": "\n" };
    expect(why(files, "ads")).toContain("written in Scala (build.sbt)");
  });
});

describe("a program at the top", () => {
  test("goes with what it does not read, under the name app", () => {
    expect(names({ ...node(4000), ...inFolder("client", page) })).toEqual(["app: ", "client"]);
  });

  test.each([
    ["its sources serve it", { "server.js": 'app.use(static(join(__dirname, "client", "dist"))).listen(4000);\n' }],
    [
      "its build makes it",
      { "package.json": { scripts: { start: "node server.js", build: "cd client && npm run build" } } },
    ],
    ["its image has it", { Dockerfile: "FROM node:24\nCOPY client/ ./client/\nEXPOSE 4000\nCMD node .\n" }],
  ] as const)("has a folder as a part of it where %s", (_, files) => {
    const all = { ...node(4000), ...inFolder("client", page), ...files };
    expect(names(all)).toEqual(["app: "]);
    expect(why(all, "client")).toContain("part of the program at the top");
  });

  test("that only starts the others is none", () => {
    const scripts = { start: 'concurrently "cd api && npm start" "cd client && npm start"' };
    const files = { "package.json": { scripts }, ...inFolder("api", node(4000)), ...inFolder("client", page) };
    expect(names(files)).toEqual(["api", "client"]);
  });
});

describe("a Compose file", () => {
  const web = { build: "./web", ports: ["80:3000"] };
  const compose = (services: object): Files => ({ "compose.yaml": JSON.stringify({ services }) });

  test("names the services that it builds, and says their ports", () => {
    const files = {
      ...inFolder("web", node(1)),
      "jobs/Dockerfile": "FROM node:24\nCMD node .\n",
      "jobs/main.js": "\n",
    };
    const { members } = found({ ...files, ...compose({ front_end: web, jobs: { build: { context: "jobs" } } }) });
    expect(members.map(({ name, answers }) => [name, answers])).toEqual([
      ["front-end", true],
      ["jobs", false],
    ]);
    expect(members[0]?.build).toEqual({ context: "web", dockerfile: "Dockerfile" });
  });

  test("tells no chart a password, and knows others by the name that a cluster takes", () => {
    const services = {
      web: {
        ...web,
        environment: { DB_URL: "http://me:secret@my_api:1", API_URL: "http://my_api:4000/v1", SITE: "my_api" },
      },
      my_api: { build: "api" },
    };
    const { members } = found({ ...inFolder("web", node(1)), ...inFolder("api", node(4000)), ...compose(services) });
    expect(members[0]?.told).toMatchObject([{ name: "API_URL", value: "http://my-api:4000/v1", of: "my-api" }]);
  });

  test("that mounts the sources is for developing: the folders count", () => {
    const services = {
      web: { build: "docker", volumes: ["./web:/src"] },
      api: { build: "docker/api", volumes: ["./api:/src"] },
    };
    const docker = { "docker/Dockerfile": "FROM node:24\n", "docker/api/Dockerfile": "FROM node:24\n" };
    const files = { ...inFolder("web", node(3000)), ...inFolder("api", node(4000)), ...docker, ...compose(services) };
    expect(names(files)).toEqual(["api", "web"]);
    expect(why(files, "docker")).toContain("mounts its sources from web");
  });

  test("whose only image has all of the repository leaves nothing beside it", () => {
    const files = {
      ...inFolder("front", page),
      "back/main.py": "\n",
      "back/Dockerfile": "FROM python:3\nCOPY front ./front\nCOPY back ./back\nCMD uvicorn back:app\n",
      ...compose({ back: { build: { context: ".", dockerfile: "back/Dockerfile" } } }),
    };
    expect(names(files)).toEqual(["back"]);
    expect(found(files).members[0]?.facts.port.value).toBe(8000);
  });

  test("that only sets up images of others has none of the project's services", () => {
    const files = {
      "nginx/Dockerfile": "FROM nginx\n",
      "db/Dockerfile": "FROM postgres\n",
      ...inFolder("api", node(4000)),
    };
    expect(names({ ...files, ...compose({ nginx: { build: "nginx" }, db: { build: "db" } }) })).toContain("api");
  });
});

describe("Go", () => {
  const serving = (port: number) =>
    `package main\n\nimport "net/http"\n\nfunc main() {\n\thttp.ListenAndServe(":${port}", nil)\n}\n`;

  test("a module has a service for each program that listens", () => {
    const files = {
      "go.mod": "module example.com/a\n",
      "cmd/api/main.go": serving(1234),
      "cmd/admin/main.go": serving(1235),
      "cmd/seed/main.go": "package main\n\nfunc main() {}\n",
      "cmd/apictl/main.go": serving(1236),
    };
    expect(names(files)).toEqual(["api: cmd/api", "admin: cmd/admin"]);
    expect(found(files).members.map(({ facts }) => facts.port.value)).toEqual([1234, 1235]);
  });

  test("a module that needs one beside it is built with that", () => {
    const [api] = found({
      "api/go.mod": "module example.com/api\n\nreplace example.com/lib => ../lib\n",
      "api/main.go": 'package main\n\nimport "example.com/lib"\n\nfunc main() {\n\tlib.Serve()\n}\n',
      "lib/go.mod": "module example.com/lib\n",
      "lib/lib.go": 'package lib\n\nimport "net/http"\n\nfunc Serve() { http.ListenAndServe(":7777", nil) }\n',
    }).members;
    expect(api).toMatchObject({
      build: { context: ".", dockerfile: "api/Dockerfile" },
      facts: { port: { value: 7777 } },
    });
    expect(JSON.stringify(api?.facts.dockerfile)).toContain("go build -C api ");
  });
});

test("what an earlier import wrote proves nothing", () => {
  const written = { "api/Dockerfile": "FROM scratch\n", "chatops.lock": `${"0".repeat(64)}  api/Dockerfile\n` };
  const [api] = found({ ...inFolder("api", node(4000)), ...written }).members;
  expect(api?.facts.pack).toBe("node");
});

test("a page passes on what its server for developing does", () => {
  const config =
    "export default { server: { proxy: { '/api': { target: 'http://localhost:4000', rewrite: (p) => p } } } };\n";
  const { members } = found({
    ...inFolder("api", node(4000)),
    ...inFolder("web", { ...page, "vite.config.js": config }),
  });
  expect(JSON.stringify(members[1]?.facts.dockerfile)).toContain(
    "location /api/ {\\n      proxy_pass http://api:4000/;",
  );
});

describe("of a repository with one image", () => {
  const dockerfile = "FROM node:24\nCOPY package.json server.js ./\nCMD node server.js\n";

  test.each(["docker/Dockerfile", "ops/Dockerfile"])(
    "the Dockerfile may be in a folder for such things: %s",
    (path) => {
      const { members } = found({ ...node(4000), [path]: dockerfile });
      expect(members.map(({ folder, build }) => [folder, build.dockerfile])).toEqual([["", path]]);
    },
  );

  test("the Dockerfile may be built from a folder between its own and the top", () => {
    const solution = "FROM node:24\nCOPY shop.api/package.json shop.lib/lib.js shop.api/\nEXPOSE 80\nCMD node a.js\n";
    const files = {
      "README.md": "",
      ...inFolder("src/shop.api", { ...node(4000), Dockerfile: solution }),
      "src/shop.lib/lib.js": "",
    };
    const { members, leftOut } = found(files);
    expect(members.map(({ folder, build }) => [folder, build])).toEqual([
      ["src/shop.api", { context: "src", dockerfile: "shop.api/Dockerfile" }],
    ]);
    const { evidence, warnings } = ofOnlyMember(members[0] as Member, tree(files), leftOut);
    expect(evidence.find(({ what }) => what === "start")?.at).toBe("src/shop.api/Dockerfile:4");
    expect(warnings.map(({ text }) => text).join()).not.toContain("not in the project");
  });

  test("what is warned of names the place where it is", () => {
    const { members, leftOut } = found({ ...node(4000), "docker/Dockerfile": `${dockerfile}EXPOSE 80\n` });
    const [only] = members;
    const { warnings } = ofOnlyMember(only as Member, tree({}), leftOut);
    const places = warnings.flatMap(({ text }) => text.match(/\S*Dockerfile:\d+/g) ?? []);
    expect(places.length).toBeGreaterThan(0);
    for (const place of places) expect(place).toMatch(/docker\/Dockerfile:\d/);
  });

  test("there may be several, which are called like its services", () => {
    const files = {
      ...node(4000, { dependencies: { pg: "8" } }),
      "Dockerfile.api": dockerfile,
      "web.Dockerfile": "FROM nginx:1.28\nCOPY server.js /\n",
    };
    expect(found(files).members.map(({ name, build, facts }) => [name, build.dockerfile, facts.port.value])).toEqual([
      ["api", "Dockerfile.api", 4000],
      ["web", "web.Dockerfile", 80],
    ]);
    expect(found(files).members.map(({ facts }) => facts.services.length)).toEqual([1, 0]);
    expect(found({ ...files, Dockerfile: dockerfile }).members.map(({ build }) => build.dockerfile)).toEqual([
      "Dockerfile",
    ]);
  });

  test("one for developing, or of that folder, is not meant", () => {
    for (const [path, text] of [
      [".devcontainer/Dockerfile", dockerfile],
      ["docker/Dockerfile", "FROM node:24\nCOPY setup.sh ./\n"],
    ] as const)
      expect(found({ ...node(4000), [path]: text }).members.map(({ build }) => build.dockerfile)).toEqual([
        "Dockerfile",
      ]);
  });

  test("pages that are built into it are a part of it", () => {
    const pages = { ...page, "vite.config.js": 'export default { build: { outDir: "../static" } };\n' };
    expect(names({ ...node(4000), ...inFolder("web", pages) })).toEqual(["app: "]);
    expect(why({ ...node(4000), ...inFolder("web", pages) }, "web")).toContain("web/vite.config.js:1");
  });

  test("an image of others beside it, with settings alone, is none of its services", () => {
    const compose =
      "services:\n  mail:\n    build: { context: ., dockerfile: mail.Dockerfile }\n  api:\n    build: .\n    ports: ['${API_PORT}:${API_PORT}']\n";
    const files = {
      ...node(4000),
      "compose.yaml": compose,
      Dockerfile: dockerfile,
      "mail.Dockerfile": "FROM axllent/mailpit:v1\nCMD mailpit\n",
      "env-example": "API_PORT=4100\n",
    };
    expect(found(files).leftOut.map(({ name, why: reason }) => `${name} ${reason}`)).toEqual([
      "mail is an image of others: mail.Dockerfile copies nothing",
    ]);
    expect(found(files).members.map(({ name, facts }) => [name, facts.port.value])).toEqual([["app", 4100]]);
  });
});

test("a folder with nothing but Django's command is a part of what is said at the top", () => {
  const files = {
    "requirements.txt": "django==5.1\n",
    "site/manage.py": "",
    "site/shop/wsgi.py": "application = get_wsgi_application()\n",
  };
  expect(names(files)).toEqual(["app: "]);
});

describe("of what Nx builds", () => {
  const application = (name: string, build: object, targets: object = {}) => ({
    [`apps/${name}/project.json`]: { name, projectType: "application", targets: { build, ...targets } },
  });
  const top = {
    "nx.json": {},
    "package.json": { scripts: { start: "nx serve", build: "nx build" }, devDependencies: { nx: "21", vite: "7" } },
    "libs/ui/project.json": { name: "ui", projectType: "library" },
    "apps/shop-e2e/project.json": { name: "shop-e2e", projectType: "application", targets: {} },
  };
  const page = {
    ...application("shop", { executor: "@nx/vite:build", options: { outputPath: "dist/apps/shop" } }),
    "apps/shop/src/index.html": "",
    "apps/shop/vite.config.ts":
      'export default { server: { proxy: { "/api": { target: "http://localhost:4000" } } } };\n',
  };
  const api = {
    ...application("api", {
      executor: "@nx/esbuild:esbuild",
      options: { outputPath: "dist/apps/api", main: "apps/api/src/main.ts" },
      configurations: { production: {} },
    }),
    "apps/api/src/main.ts": "app.listen(process.env.PORT || 4000, process.env.API_KEY);\n",
  };
  const imageOf = (files: Files, name: string) => {
    const member = found(files).members.find((one) => one.name === name);
    return renderDockerfile(member?.facts.dockerfile ?? []);
  };

  test("each application is a service, with its own port and variables", () => {
    const { members } = found({ ...top, ...page, ...api });
    expect(
      members.map(({ name, facts }) => [name, facts.port.value, facts.variables.map(({ value }) => value)]),
    ).toEqual([
      ["api", 4000, ["API_KEY"]],
      ["shop", 8080, []],
    ]);
  });

  test("a program runs the file that Nx makes", () => {
    const image = imageOf({ ...top, ...page, ...api }, "api");
    expect(image).toContain("NX_DAEMON=false node_modules/.bin/nx build api --configuration=production");
    expect(image).toMatch(/^CMD \["node", .*"dist\/apps\/api\/main\.js"\]$/m);
  });

  test("pages are served from where it writes them, and pass on what is for the program", () => {
    const image = imageOf({ ...top, ...page, ...api }, "shop");
    expect(image).toContain("COPY --from=build /app/dist/apps/shop /usr/share/nginx/html/");
    expect(image).toContain("proxy_pass http://api:4000;");
  });

  test.each([
    ["of Angular", { executor: "@nx/angular:application", options: { outputPath: "dist/a" } }, "dist/a/browser"],
    [
      "where Angular's options say so",
      { executor: "@nx/angular:application", options: { outputPath: { base: "dist/a", browser: "" } } },
      "dist/a",
    ],
    ["of what Nx finds out itself", { outputs: ["{workspaceRoot}/dist/a"] }, "dist/a"],
    ["of one that says nothing", {}, "dist/apps/web"],
  ])("pages %s", (_, build, folder) => {
    const web = { ...application("web", build), "apps/web/vite.config.ts": "", "apps/web/index.html": "" };
    expect(imageOf({ ...top, ...api, ...web }, "web")).toContain(`/app/${folder} /usr/share/nginx/html/`);
  });

  test("a program may be told by how it is served", () => {
    const mail = { ...application("mail", {}, { serve: { executor: "@nx/js:node" } }), "apps/mail/src/main.ts": "" };
    const listening = { ...mail, "apps/mail/src/main.ts": "app.listen(4001);\n" };
    expect(imageOf({ ...top, ...api, ...listening }, "mail")).toContain('"dist/apps/mail/main.js"');
  });
});

describe("a bot", () => {
  const bot = (dependencies: object, source = "start();\n") => ({
    "package.json": { scripts: { start: "node bot.js" }, dependencies },
    "bot.js": source,
  });

  test.each<[string, Files]>([
    ["by its packages", bot({ telegraf: "4" })],
    [
      "whoever wrote its Dockerfile",
      { ...bot({ "discord.js": "14" }), Dockerfile: "FROM node\nCOPY . .\nCMD node bot.js\n" },
    ],
    ["in Python", { "requirements.txt": "aiogram==3\n", "bot.py": "import aiogram\n" }],
  ])("has no port: %s", (_, files) =>
    expect(found(files).members.map(({ name, answers }) => [name, answers])).toEqual([["bot", false]]),
  );

  test.each<[string, Files]>([
    ["that listens", bot({ telegraf: "4" }, "app.listen(3000);\n")],
    ["that is none", bot({ left: "1" })],
  ])("is not a program %s", (_, files) => expect(found(files).members.filter(({ answers }) => !answers)).toEqual([]));
});

describe("what a Compose file builds", () => {
  const python = (folder: string) =>
    inFolder(folder, { "requirements.txt": "flask\n", "app.py": "app = Flask(__name__)\n" });
  const dockerfile = (port: number) => `FROM python\nCOPY . .\nEXPOSE ${port}\nCMD ["a"]\n`;
  const service = (name: string, more = "") => `  ${name}:\n    build: ./${name}\n${more}`;

  test("counts in a file for production, too, if there is no other", () => {
    const files = {
      ...python("api"),
      ...python("web"),
      "api/Dockerfile": dockerfile(1),
      "web/Dockerfile": dockerfile(2),
    };
    const text = `services:\n${service("api")}${service("web")}`;
    expect(found({ ...files, "docker-compose-prod.yml": text }).members.map(({ at }) => at)).toEqual([
      "docker-compose-prod.yml:2",
      "docker-compose-prod.yml:4",
    ]);
  });

  test("is no service, if it runs the tests of the others", () => {
    const files = { ...python("api"), ...python("web"), ...python("e2e") };
    const text = `services:\n${service("api")}${service("web")}${service("e2e")}`;
    expect(names({ ...files, "compose.yaml": text })).toEqual(["api", "web"]);
    expect(why({ ...files, "compose.yaml": text }, "e2e")).toBe("is for tests, as it is called");
  });

  test("is what is released, if it is for developers and that is beside it", () => {
    const build = (name: string) => `  ${name}:\n    build: { context: ./${name}, dockerfile: Dockerfile.dev }\n`;
    const files = {
      ...python("api"),
      ...python("web"),
      "api/Dockerfile.dev": dockerfile(1),
      "api/Dockerfile": dockerfile(2),
      "web/Dockerfile.dev": dockerfile(3),
    };
    const { members } = found({ ...files, "compose.yaml": `services:\n${build("api")}${build("web")}` });
    expect(members.map(({ facts }) => facts.port.value)).toEqual([2, 3]);
  });

  test("is released without what it mounts for developers, with what the program uses", () => {
    const build = "    build: { context: ., dockerfile: ./images/web/Dockerfile-dev }\n    volumes: ['.:/code']\n";
    const files = {
      "requirements.txt": "flask\nredis\n",
      "app.py": "app = Flask(__name__)\nos.environ['REDIS_URL']\n",
      "images/web/Dockerfile-dev": "FROM python\n",
      "images/web/Dockerfile": dockerfile(2),
      "compose.yaml": `services:\n  web:\n${build}  queue:\n${build}    command: work\n`,
    };
    const { members } = found(files);
    expect(members.map(({ name, build: { dockerfile: path }, facts }) => [name, path, facts.port.value])).toEqual([
      ["web", "images/web/Dockerfile", 2],
    ]);
    expect(members[0]?.facts.services.map(({ kind }) => kind.name)).toEqual(["redis"]);
  });

  test.each(["docker/docker-compose.yml", "containers/docker-compose-production.yml", "deploy/compose.yaml"])(
    "counts in %s as well, from where that is",
    (path) => {
      const build =
        "  api:\n    build: ../api\n  web:\n    build: { context: .., dockerfile: web/Dockerfile }\n    ports: ['3:3']\n";
      const files = {
        ...python("api"),
        ...python("web"),
        "api/Dockerfile": dockerfile(1),
        "web/Dockerfile": "FROM python\nCOPY web .\nCMD a\n",
        [path]: `services:\n${build}`,
      };
      const { members } = found(files);
      expect(members.map(({ build: built, facts }) => [built.context, built.dockerfile, facts.port.value])).toEqual([
        ["api", "Dockerfile", 1],
        [".", "web/Dockerfile", 3],
      ]);
    },
  );

  test("has the packages that it is copied from, whatever built them, and uses what these use", () => {
    const files = {
      "package.json": { workspaces: ["apps/*"], scripts: { start: "npm start -w apps/api" } },
      Dockerfile:
        'FROM node:24 AS build\nCOPY . .\nFROM node:24\nCOPY --from=build /src/apps/api /app/apps/api\nCOPY --from=build /src/apps/web/dist /app/web\nEXPOSE 4000\nCMD ["npm", "start"]\n',
      ...inFolder("apps/api", {
        ...node(4000, { dependencies: { ioredis: "5" } }),
        "b.js": "use(process.env.REDIS_URL);",
      }),
      ...inFolder("apps/web", page),
    };
    expect(names(files)).toEqual(["app: "]);
    expect(found(files).members[0]?.facts.services.map(({ kind }) => kind.name)).toEqual(["redis"]);
  });

  test("uses the databases that it names, and a package of a workspace is where it is copied from", () => {
    const files = {
      "package.json": { workspaces: ["apps/*"] },
      ...inFolder("apps/api", node(4000, { dependencies: {} })),
      ...inFolder("apps/web", node(4001)),
      ...inFolder("apps/dev", { "package.json": {} }),
      "Dockerfile.one":
        "FROM node\nCOPY package.json apps/dev/package.json ./\nCOPY apps/api/package.json apps/api/server.js ./\nCMD node a\n",
      "Dockerfile.two": "FROM node\nCOPY apps/web ./\nCMD node a\n",
      "compose.yaml":
        "services:\n  one:\n    build: { context: ., dockerfile: Dockerfile.one }\n    depends_on: [mongo]\n  two:\n    build: { context: ., dockerfile: Dockerfile.two }\n  mongo:\n    image: mongo:8\n",
    };
    const { members } = found(files);
    expect(
      members.map(({ name, folder, facts }) => [name, folder, facts.services.map(({ kind }) => kind.name)]),
    ).toEqual([
      ["one", "apps/api", ["mongodb"]],
      ["two", "apps/web", []],
    ]);
  });
});

test("pages about a project are none of what its Compose file builds, and what is built of all has all", () => {
  const files = {
    "compose.yaml": "services:\n  shop:\n    build: .\n",
    Dockerfile: "FROM x\nCOPY backend ./\nEXPOSE 3000\nCMD a\n",
    ...inFolder("backend", node(3000)),
    ...inFolder("site", node(3001)),
    ...inFolder("mail", node(3002)),
  };
  const { members } = found(files);
  expect(names(files)).toEqual(["app: ", "mail"]);
  expect(members[0]?.tree.paths).toContain("backend/server.js");
  expect(names({ ...files, "compose.yaml": "" })).toEqual(["app: ", "mail", "site"]);
});

test("pages that a program in Go takes into itself are a part of it", () => {
  const files = {
    "go.mod": "module shop\n",
    "main.go": 'package main\nfunc main() { http.ListenAndServe(":8080", nil) }\n',
    "web/embed.go": "package web\n\n//go:embed all:admin/dist\nvar Pages embed.FS\n",
    ...inFolder("web/admin", page),
    ...inFolder("mail", node(3002)),
  };
  expect(names(files)).toEqual(["app: ", "mail"]);
  expect(why(files, "web/admin")).toBe("is a part of the program at the top (web/embed.go:3)");
  expect(names({ ...files, "web/embed.go": "package web\n" })).toEqual(["app: ", "mail", "admin: web/admin"]);
});

test("a Dockerfile for production stands for that of its name", () => {
  const text = (port: number) => `FROM x\nEXPOSE ${port}\nCMD ["a"]\n`;
  const files = { "Dockerfile.client": text(1), "Dockerfile.client.production": text(2), "Dockerfile.server": text(3) };
  expect(found(files).members.map(({ name, facts }) => [name, facts.port.value])).toEqual([
    ["client", 2],
    ["server", 3],
  ]);
});

describe("a Dockerfile of the whole in a folder", () => {
  const program = { "go.mod": "module shop\n", "cmd/shop/main.go": 'package main\nfunc main() { listen(":8080") }\n' };

  test.each([
    "docker/default.Dockerfile",
    "scripts/Dockerfile",
    "packaging/docker/Dockerfile",
    "deploy/Dockerfile.prod",
  ])("is taken, and what it builds is a part of it: %s", (path) => {
    const dockerfile = "FROM golang\nCOPY . .\nRUN go build \\\n  ./cmd/shop\nEXPOSE 5000\n";
    const { members, leftOut } = found({ ...program, [path]: dockerfile });
    expect(members.map(({ build, facts }) => [build.dockerfile, facts.port.value])).toEqual([[path, 5000]]);
    expect(leftOut.find(({ folder }) => folder === "cmd/shop")?.why ?? `is a part of ${path}`).toContain(path);
  });

  test("has pages that are built into the program", () => {
    const web = {
      "web/package.json": {
        scripts: { release: "vite build --outDir=../server/dist" },
        devDependencies: { vite: "7" },
      },
      "web/index.html": "",
    };
    const dockerfile = "FROM golang\nCOPY . .\nRUN go build ./cmd/shop\nEXPOSE 5000\n";
    const { members } = found({ ...program, ...web, "scripts/Dockerfile": dockerfile });
    expect(members.map(({ folder }) => folder)).toEqual([""]);
  });
});

test("a service that is built with others is told of them by its own files alone", () => {
  const module = (name: string) => ({
    [`${name}/pom.xml`]: `<project><parent><artifactId>all</artifactId></parent><artifactId>${name}</artifactId><dependencies><dependency><artifactId>spring-boot-starter-web</artifactId></dependency></dependencies><build><plugins><plugin><artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build></project>`,
    [`${name}/src/main/java/a/App.java`]: "@SpringBootApplication class App { public static void main(String[] a) {} }",
  });
  const { members } = found({
    "pom.xml":
      "<project><artifactId>all</artifactId><modules><module>one</module><module>two</module></modules></project>",
    ...module("one"),
    ...module("two"),
    ...inFolder("contacts", node(7001)),
    "front/app.py": 'import os\nURL = os.environ.get("CONTACTS_URL", "http://localhost:7001")\n',
  });
  expect(members.filter(({ folder }) => folder !== "contacts").map(({ told }) => told)).toEqual([[], []]);
});

test("a Compose file that builds nothing leaves it to the one for production how the project is built", () => {
  const files = {
    "requirements.txt": "flask\n",
    "app.py": "app = Flask(__name__)\n",
    "Dockerfile.web": "FROM python\nCOPY . .\n",
    "compose.yaml": "services:\n  db:\n    image: postgres\n",
    "compose.prod.yaml":
      "services:\n  web:\n    build: { context: ., dockerfile: Dockerfile.web }\n    command: [serve]\n    ports: ['7:7']\n",
  };
  const [member, ...others] = found(files).members;
  expect([member?.build.dockerfile, member?.facts.port.value, member?.facts.arguments]).toEqual([
    "Dockerfile.web",
    7,
    ["serve"],
  ]);
  expect(others).toEqual([]);
});

test.each(["Containerfile", "Dockerfile.prod", "prod.Dockerfile"])("%s builds the whole, where it is alone", (path) => {
  const files = { "requirements.txt": "flask\n", "app.py": "app = Flask(__name__)\n" };
  const text = "FROM python\nCOPY . .\nEXPOSE 7\nCMD a\n";
  const built = (more: Files) =>
    found({ ...files, ...more }).members.map(({ build, facts }) => [build, facts.port.value]);
  expect(built({ [path]: text })).toEqual([[{ context: ".", dockerfile: path }, 7]]);
  expect(built({ [path]: text, Dockerfile: text.replace("7", "8") })).toEqual([
    [{ context: ".", dockerfile: "Dockerfile" }, 8],
  ]);
});

test("a package is no project, though one of its modules is called setup", () => {
  const files = {
    "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["flask"]\n',
    "shop/__init__.py": "",
    "shop/setup.py": "",
    "shop/server.py": "app = Flask(__name__)\napp.run(port=7)\n",
  };
  expect(names(files)).toEqual(["app: "]);
  const apart = { "shop/setup.py": "setup(install_requires=['flask'])\n", "shop/server.py": files["shop/server.py"] };
  expect(names(apart)).toEqual(["shop"]);
});

test("a Dockerfile whose name begins with a small letter builds the whole, too", () => {
  const files = { dockerfile: 'FROM node:24\nCOPY apps/api api\nCMD ["node", "api"]\nEXPOSE 3000\n' };
  expect(
    found({ ...files, ...inFolder("apps/api", node(4000)) }).members.map(({ name, build }) => [name, build.dockerfile]),
  ).toEqual([["app", "dockerfile"]]);
});

test("an index.html that Vite begins with is no static site", () => {
  const files = { "apps/web/index.html": "<p>", "apps/web/src/main.tsx": "", ...inFolder("apps/api", node(4000)) };
  expect(names({ ...files, "apps/web/vite.config.ts": "" })).toEqual(["api: apps/api"]);
  expect(names(files)).toEqual(["api: apps/api", "web: apps/web"]);
});

describe("a program of a build that a Compose file runs from an image", () => {
  const module = (name: string) => ({
    [`${name}/pom.xml`]: `<project><parent><artifactId>all</artifactId></parent><artifactId>${name}</artifactId><dependencies><dependency><artifactId>spring-boot-starter-web</artifactId></dependency></dependencies><build><plugins><plugin><artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build></project>`,
    [`${name}/src/main/java/a/App.java`]: "@SpringBootApplication class App { public static void main(String[] a) {} }",
  });
  const files = {
    "pom.xml":
      "<project><artifactId>all</artifactId><modules><module>shop-orders</module><module>shop-config</module></modules></project>",
    ...module("shop-orders"),
    ...module("shop-config"),
    "shop-config/src/main/resources/application.yml": "server.port: 8888\n",
    "shop-orders/src/main/resources/application.yml": "import: config:${CONFIG_URL:http://localhost:8888/}\n",
    "docker-compose.yml":
      "services:\n  orders: { image: 'team/shop-orders:1', ports: ['80:8081'], environment: { SPRING_RABBITMQ_HOST: mq } }\n  mq: { image: rabbitmq }\n  db: { image: postgres }\n",
  };

  test("listens where that says, and uses what that tells it of", () => {
    const [orders, config] = found(files).members;
    expect([orders?.name, orders?.facts.port.value]).toEqual(["shop-orders", 8081]);
    expect(orders?.facts.services.map(({ kind }) => kind.name)).toEqual(["rabbitmq"]);
    expect(config?.facts.services).toEqual([]);
  });

  test("is told of others by its settings as well", () => {
    expect(found(files).members[0]?.told.map(({ name, value }) => `${name}=${value}`)).toEqual([
      "CONFIG_URL=http://shop-config:8888/",
    ]);
  });
});

describe("programs of a Go module", () => {
  const shared = {
    "go.mod": "module shop\n\ngo 1.24\n",
    "config/config.go":
      'package config\n\nconst defaultPort = "9090"\n\nfunc Read() string {\n\treturn defaultPort\n}\n',
  };
  const main = (does: string) =>
    `package main\n\nimport (\n\t"net/http"\n\t"shop/config"\n)\n\nfunc main() {\n\t${does}(config.Read())\n}\n`;
  const server = { "cmd/shop/main.go": main("http.ListenAndServe") };

  test.each([
    ["cmd/report", "print", "answers at no port"],
    ["cmd/shop-validate", "print", "is a command beside the server, as it is called"],
    ["cmd/changepw", "http.ListenAndServe", "is a command beside the server, as it is called"],
    ["cmd/create-admin", "http.ListenAndServe", "is a command beside the server, as it is called"],
    ["cmd/changelog", "http.ListenAndServe", undefined],
    ["cmd/demoData", "http.ListenAndServe", "is a command beside the server, as it is called"],
    ["cmd/stock", "http.ListenAndServe", undefined],
    ["cmd/mail-worker", "print", undefined],
  ])("that know of a port are services if they listen, or work: %s", (folder, does, reason) => {
    const files = { ...shared, ...server, [`${folder}/main.go`]: main(does) };
    expect(why(files, folder)).toBe(reason);
  });

  test("take pages into themselves, which are no service then", () => {
    const pages = { "internal/web/site/static/index.html": "<p>\n", "internal/web/site/static/a.css": "p {}\n" };
    const embed = (line: string) => ({
      "internal/web/web.go": `package web\n\nimport "embed"\n\n${line}\nvar Files embed.FS\n`,
    });
    const files = { ...shared, ...server, "cmd/stock/main.go": main("http.ListenAndServe"), ...pages };
    const folders = (line: string) => found({ ...files, ...embed(line) }).members.map(({ folder }) => folder);
    expect(folders("//go:embed site/static")).toEqual(["cmd/shop", "cmd/stock"]);
    expect(folders("//go:embed other")).toEqual(["cmd/shop", "cmd/stock", "internal/web/site"]);
  });
});

test("pages that the build of a program in Rust takes into it are no service", () => {
  const files = (script: string): Files => ({
    "Cargo.toml": '[workspace]\nmembers = ["api"]\n',
    "Cargo.lock": "",
    "api/Cargo.toml": '[package]\nname = "api"\n',
    "api/src/main.rs": 'TcpListener::bind("0.0.0.0:3000")',
    "api/build.rs": script,
    ...inFolder("api/pages", page),
  });
  expect(why(files('fn main() {\n  NpmBuild::new("./pages");\n}\n'), "api/pages")).toContain("api/build.rs:2");
  expect(why(files("fn main() {}\n"), "api/pages")).toBeUndefined();
});

test("pages about a program that a Dockerfile at the top builds are beside it", () => {
  const files = { ...node(3000), Dockerfile: "FROM node:24\nCOPY server.js .\nCMD node server.js\n" };
  expect(why({ ...files, ...inFolder("shop-site", page) }, "shop-site")).toContain("presents the project");
  expect(why({ ...files, ...inFolder("shop-ui", page) }, "shop-ui")).toBeUndefined();
});

test("a program on the image of a database is a service, if other stages build it", () => {
  const final = "FROM elasticsearch:8\n";
  const built = "FROM node:24 AS build\nCOPY . .\n";
  const files = (dockerfile: string): Files => ({
    ...inFolder("search", { Dockerfile: dockerfile, "server.js": "" }),
    ...inFolder("web", node(3000)),
    ...inFolder("api", node(4000)),
  });
  const start = 'EXPOSE 8080\nCMD ["node", "server.js"]\n';
  expect(why(files(`${built}${final}COPY --from=build /server.js .\n${start}`), "search")).toBeUndefined();
  expect(why(files(`${final}COPY server.js .\n${start}`), "search")).toContain("is a database");
});

describe("programs of a solution of .NET", () => {
  const program = (sdk: string, code: string, settings: unknown = {}) => ({
    project: `<Project Sdk="Microsoft.NET.Sdk${sdk}"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net9.0</TargetFramework></PropertyGroup></Project>`,
    code,
    settings: JSON.stringify(settings, undefined, 2),
  });
  const solution = (programs: Record<string, ReturnType<typeof program>>) => ({
    "Shop.sln": "",
    ...Object.fromEntries(
      Object.entries(programs).flatMap(([name, { project, code, settings }]) => [
        [`${name}/${name}.csproj`, project],
        [`${name}/Program.cs`, code],
        [`${name}/appsettings.json`, settings],
      ]),
    ),
  });
  const orders = program(".Web", "WebApplication.CreateBuilder(args)");
  const host = "Host.CreateDefaultBuilder(args)";

  test.each<[what: string, code: string, isService: boolean]>([
    ["keeps a service of its own running", `${host}\n.AddHostedService<Sender>()`, true],
    ["has one by its class", `${host}\nclass Sender : BackgroundService { }`, true],
    ["does its work and ends", host, false],
  ])("one without a port is a service if it %s", (_, code, isService) => {
    const files = solution({ Orders: orders, Stock: orders, Invoices: program("", code) });
    expect(names(files).some((name) => name.startsWith("invoices"))).toBe(isService);
  });

  test("are told of each other by their settings", () => {
    const settings = {
      Cors: { Allowed: "http://orders:5100" },
      Jwt: { Issuer: "http://orders:5100" },
      Services: { Orders: "http://orders:5100/v1", Stock: "stock:5200", Own: "web", Mail: "mail:25" },
    };
    const files = solution({
      Orders: orders,
      Stock: orders,
      Web: program(".Web", "WebApplication.CreateBuilder(args)", settings),
    });
    const web = found(files).members.find(({ name }) => name === "web");
    expect(web?.told.map(({ name, value }) => `${name}=${value}`)).toEqual([
      "SERVICES__ORDERS=http://orders:8080/v1",
      "SERVICES__STOCK=stock:8080",
    ]);
  });
});

test("a program of Spring that takes messages is a service without a port", () => {
  const pom = (name: string, more: string) =>
    `<project><artifactId>${name}</artifactId>${more}<build><plugins><plugin><artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build></project>`;
  const dependency = (name: string) =>
    `<dependencies><dependency><artifactId>${name}</artifactId></dependency></dependencies>`;
  const code = (line: string) => `package a;\n@SpringBootApplication\nclass App {\n${line}\n}\n`;
  const module = (name: string, packages: string, line: string) => ({
    [`${name}/pom.xml`]: pom(name, dependency(packages)),
    [`${name}/src/main/java/a/App.java`]: code(line),
  });
  const files = {
    "pom.xml":
      "<project><artifactId>shop</artifactId><packaging>pom</packaging><modules><module>orders</module><module>invoices</module><module>import</module></modules></project>",
    ...module("orders", "spring-boot-starter-web", ""),
    ...module("invoices", "spring-kafka", '@KafkaListener(topics = "orders")'),
    ...module("import", "spring-boot-starter-batch", ""),
  };
  expect(names(files)).toEqual(["orders", "invoices"]);
});

test("pages that a project of .NET builds into itself are a part of it", () => {
  const files = (root: string) => ({
    "Shop.sln": "",
    "src/Web/Web.csproj": `<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net9.0</TargetFramework>${root}</PropertyGroup></Project>`,
    "src/Web/Program.cs": "WebApplication.CreateBuilder(args)",
    ...inFolder("src/Web/ClientApp", page),
  });
  expect(found(files("<SpaRoot>ClientApp\\</SpaRoot>")).members.map(({ folder }) => folder)).toEqual([""]);
  expect(why(files("<SpaRoot>ClientApp\\</SpaRoot>"), "src/Web/ClientApp")).toContain("is a part of");
  expect(found(files("")).members.map(({ folder }) => folder)).toEqual(["", "src/Web/ClientApp"]);
});

test("pages that a program has built for it are a part of it, whatever folder it expects them in", () => {
  const { members, leftOut } = findMembers(
    tree({
      "go.mod": "module example.com/shop\n\ngo 1.24\n",
      "main.go": 'package main\n\nfunc main() { http.ListenAndServe(":8080", nil) }\n',
      "server/site.go": "package server\n\n//go:embed site\nvar site embed.FS\n",
      "web/package.json": { scripts: { build: "vite build" }, devDependencies: { vite: "7" } },
      "web/index.html": "",
    }),
  );
  expect(members.map(({ folder }) => folder)).toEqual([""]);
  expect(leftOut).toContainEqual({
    name: "web",
    folder: "web",
    why: "is a part of the program at the top, which serves its pages",
  });
});

test("beside the program that is called like the project, those whose port nobody finds are none", () => {
  const serving = (port: string) => `package main\n\nfunc main() { http.ListenAndServe(${port}, nil) }\n`;
  const { members, leftOut } = findMembers(
    tree({
      "go.mod": "module example.com/shop/v2\n\ngo 1.24\n",
      "cmd/shop/main.go": serving('":8081"'),
      "cmd/convert/main.go": serving("address"),
      "cmd/admin/main.go": serving('":8082"'),
    }),
  );
  expect(members.map(({ name }) => name)).toEqual(["shop", "admin"]);
  expect(leftOut.map(({ name }) => name)).toEqual(["convert"]);
});

test("what opens a window is no service", () => {
  const electron = {
    "package.json": { main: "main.js", scripts: { start: "electron ." } },
    "main.js": "http.createServer().listen(4000)",
  };
  const { members } = findMembers(tree({ ...inFolder("api", node(3000)), ...inFolder("desktop", electron) }));
  expect(members.map(({ name }) => name)).toEqual(["api"]);
});

describe("pages that a program in Go takes into itself", () => {
  const taking = (folder: string, main = "package web\n"): Files => ({
    [`${folder}/web.go`]: `${main}\n//go:embed all:dist\nvar pages embed.FS\n`,
  });

  test("are a part of that, of several in its module", () => {
    const server = 'package main\nimport "shop/web"\nfunc main() { web.Pages(); http.ListenAndServe(":8080", nil) }';
    const files = {
      "go.mod": "module shop\n",
      "cmd/shop/main.go": server,
      "cmd/seeder/main.go": "package main\nfunc main() {}",
      ".gitignore": "dist\n",
      ...taking("web"),
      ...inFolder("pages", page),
    };
    expect(names(files)).toEqual(["shop: cmd/shop"]);
    expect(why(files, "pages")).toBe("is a part of shop, which serves its pages");
  });

  test("are built with it, where they stand beside its module and are written into that", () => {
    const config = 'export default { build: { outDir: "../back/web/dist" } };\n';
    const files = {
      "back/go.mod": "module shop\n",
      "back/main.go": 'package main\nfunc main() { http.ListenAndServe(":8080", nil) }',
      ...taking("back/web"),
      ...inFolder("front", { ...page, "vite.config.js": config }),
    };
    const { members } = found(files);
    expect(members.map(({ name, build }) => [name, build.context])).toEqual([["back", "."]]);
    const dockerfile = renderDockerfile(members[0]?.facts.dockerfile ?? []);
    expect(dockerfile).toContain("COPY --from=pages /app/back/web/dist ./back/web/dist");
    expect(dockerfile).toContain("WORKDIR /app/front");
    const elsewhere = inFolder("front", { ...page, "vite.config.js": "export default {};\n" });
    expect(names({ ...files, ...elsewhere })).toEqual(["back", "front"]);
  });
});

test("what works in .NET beside programs in other languages is a service of its own", () => {
  const project =
    '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType></PropertyGroup></Project>';
  const worker = { "worker/Worker.csproj": project, "worker/Program.cs": "while (true) { Work(); }" };
  const files = { ...inFolder("api", node(4000)), ...worker };
  expect(found(files).members.map(({ name, answers, build }) => [name, answers, build.context])).toEqual([
    ["api", true, "api"],
    ["worker", false, "worker"],
  ]);
  expect(found({ ...files, "shared/Shared.csproj": project }).members.map(({ name }) => name)).toEqual(["api"]);
});

test("the address of another service has the form of its default", () => {
  const files = {
    ...inFolder("users", node(4000)),
    ...inFolder("web", {
      ...node(3000),
      "server.js":
        'const at = process.env.USERS_ADDRESS || "http://127.0.0.1:8081";\nhttp.createServer().listen(3000);\n',
    }),
  };
  expect(found(files).members.find(({ name }) => name === "web")?.told[0]?.value).toBe("http://users:4000");
});

test("what a generator for documentation makes is none, unless nothing else is there", () => {
  const docs = { "site/mkdocs.yml": "site_name: shop\n", "site/docs/index.md": "" };
  expect(names({ ...inFolder("api", node(4000)), ...docs })).toEqual(["api"]);
  expect(why({ ...inFolder("api", node(4000)), ...docs }, "site")).toBe("is documentation beside the programs");
  expect(names(docs)).toEqual(["site"]);
});

describe("a program in Python in a folder", () => {
  const top = {
    "pyproject.toml": '[tool.uv.workspace]\nmembers = ["packages/*", "back"]\nexclude = ["packages/old"]\n',
    "uv.lock": "",
    ".python-version": "3.12",
  };
  const program = {
    "pyproject.toml": '[project]\nname = "shop-back"\ndependencies = ["fastapi"]\n',
    "shop/main.py": 'app = FastAPI()\nPAGES = Path(__file__).parent / "pages"\n',
  };
  const dockerfileOf = (files: Files) => {
    const [member, ...others] = found(files).members;
    expect(others).toEqual([]);
    return { build: member?.build, text: renderDockerfile(member?.facts.dockerfile ?? []) };
  };

  test("is installed as the top of its workspace says", () => {
    const { build, text } = dockerfileOf({ ...top, ...inFolder("back", program) });
    expect(build?.context).toBe(".");
    expect(text).toContain("FROM python:3.12 AS");
    expect(text).toContain("COPY . ./\nRUN --mount=type=cache,target=/var/cache/pip pip install uv && uv sync");
    expect(text).toContain("--package shop-back");
    expect(text).toContain("WORKDIR /app/back\n");
  });

  test.each(["packages/old", "other/back"])("is none of it in %s, which has packages of its own", (folder) => {
    const { build, text } = dockerfileOf({ ...top, ...inFolder(folder, program) });
    expect(build?.context).toBe(folder);
    expect(text).not.toContain("uv sync");
  });

  test("has the pages that are written into it", () => {
    const pages = { ...page, "vite.config.ts": 'export default { build: { outDir: "../back/shop/pages" } };\n' };
    const files = { ...inFolder("back", program), ...inFolder("front", pages) };
    const { build, text } = dockerfileOf(files);
    expect(build?.context).toBe(".");
    expect(text).toContain("COPY back ./\nRUN --mount=type=cache,target=/var/cache/pip pip install .");
    expect(text).toContain("COPY --from=pages /app/back/shop/pages ./back/shop/pages\nWORKDIR /app/back");
    expect(found(files).leftOut.map(({ folder }) => folder)).toEqual(["front"]);
  });
});

test("a Compose file for production says how stages are built that another one has for developers", () => {
  const file = (target: string, command: string) =>
    `services:\n  back:\n    build: { context: ., target: ${target} }\n    command: ${command}\n  beside:\n    build: gone\n`;
  const files = {
    "requirements.txt": "flask\n",
    "app.py": "app = Flask(__name__)\n",
    Dockerfile: "FROM python AS back-dev\nCOPY . .\nFROM back-dev AS back\n",
    "docker-compose.yml": file("back-dev", "flask run --port 7000"),
    "docker-compose-prod.yml": file("back", "uwsgi --http=0.0.0.0:9999"),
  };
  expect(found(files).members.map(({ facts }) => facts.port.value)).toEqual([9999]);
});

test("crates beside a book that has no program at its top are its examples", () => {
  const crate = (name: string) => `[package]\nname = "${name}"\nversion = "1.0.0"\n`;
  const files = {
    "book.toml": '[book]\ntitle = "a"\n',
    "src/SUMMARY.md": "",
    "Cargo.toml": '[workspace]\nmembers = ["src/chat"]\n',
    "src/chat/Cargo.toml": crate("chat"),
    "src/chat/src/main.rs": 'fn main() { TcpListener::bind("0.0.0.0:2000"); }\n',
  };
  const packs = (more: Files) => found({ ...files, ...more }).members.map(({ facts }) => facts.pack);
  expect(packs({})).not.toContain("rust");
  expect(packs({ "Cargo.toml": crate("shop"), "src/main.rs": files["src/chat/src/main.rs"] })).toContain("rust");
});

describe("a program in Java", () => {
  const pages = "src/main/resources/static";
  const files = {
    "backend/pom.xml":
      "<project><artifactId>shop</artifactId><dependencies><dependency><artifactId>spring-boot-starter-web</artifactId></dependency></dependencies><build><plugins><plugin><artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build></project>",
    "backend/src/main/java/a/App.java": "package a;\n@SpringBootApplication\nclass App { }",
    ...inFolder("frontend", {
      ...page,
      "vite.config.js": `export default { build: { outDir: "../backend/${pages}" } };\n`,
    }),
  };

  test("has the pages that are written among its resources, and is built with them from the top", () => {
    expect(names(files)).toEqual(["backend"]);
    expect(why(files, "frontend")).toBe("is a part of backend, which serves its pages");
    const [member] = found(files).members;
    expect(member?.build.context).toBe(".");
    const dockerfile = renderDockerfile(member?.facts.dockerfile ?? []);
    expect(dockerfile).toContain(`COPY --from=pages /app/backend/${pages} ./backend/${pages}\nWORKDIR /src/backend\n`);
  });
});

test.each([
  ["docker/Dockerfile", "FROM python:3.14\nCOPY . /app\nCMD python app.py\n"],
  ["out/Dockerfile", undefined],
])("what the Compose file builds from the top by %s is the program at the top, once", (path, text) => {
  const files = {
    "requirements.txt": "flask",
    "app.py": "app = Flask(__name__)\napp.run(port=8000)\n",
    "compose.yaml": `services:\n  app:\n    build:\n      context: ./\n      dockerfile: ./${path}\n`,
    ...(text && { [path]: text }),
  };
  const { members, leftOut } = findMembers(tree(files, "shop"));
  expect(members.map(({ folder, name }) => [folder, name])).toEqual([["", "app"]]);
  expect(leftOut).toEqual([]);
});

test.each([
  ["manual", "sphinx"],
  ["docsrc", "mkdocs"],
])("what is made of the documentation in %s by %s is no service beside the program", (folder, generator) => {
  const sources: Files =
    generator === "sphinx"
      ? { [`${folder}/source/conf.py`]: "extensions = []\n", [`${folder}/source/index.rst`]: "" }
      : { [`${folder}/mkdocs.yml`]: "site_name: shop\n", [`${folder}/docs/index.md`]: "" };
  const program = { "requirements.txt": "flask", "app.py": "app = Flask(__name__)\napp.run(port=8000)\n" };
  expect(findMembers(tree({ ...program, ...sources }, "shop")).members.map(({ name }) => name)).toEqual(["app"]);
});

test("a Dockerfile that copies a manifest under another name is read with that", () => {
  const image = (name: string) =>
    `FROM node:24\nCOPY package.${name}.json ./package.json\nCOPY ${name} ${name}\nCMD node ${name}/run.js\n`;
  const files = {
    "Dockerfile.api": image("api"),
    "Dockerfile.web": image("web"),
    "package.api.json": { dependencies: { pg: "8", express: "5" } },
    "package.web.json": { dependencies: { express: "5" } },
    "api/run.js": "connect(process.env.DATABASE_URL); app.listen(3001);\n",
    "web/run.js": "app.listen(3002);\n",
  };
  const services = findMembers(tree(files, "shop")).members.map(({ name, facts }) => [
    name,
    facts.services.map(({ kind }) => kind.name),
  ]);
  expect(services).toEqual([
    ["api", ["postgres"]],
    ["web", []],
  ]);
});

test.each([
  ["apscheduler", "app = 1\nwhile True:\n    work()\n", ["bot"]],
  ["apscheduler\nflask", "app = Flask('a')\n", []],
])("a program that works by the clock is a service by itself unless people ask it: %j", (packages, text, names) => {
  const files = { "requirements.txt": packages, "main.py": text };
  expect(
    findMembers(tree(files, "shop"))
      .members.filter(({ name }) => name === "bot")
      .map(({ name }) => name),
  ).toEqual(names);
});
