import { describe, expect, test } from "vitest";
import { tree } from "../../../../testing/fixtures/project-tree.ts";
import { renderDockerfile } from "../../dockerfile/render.ts";
import { python } from "./python.ts";

const dockerfileOf = (files: Record<string, string>) => renderDockerfile(python.detect(tree(files)).dockerfile ?? []);

describe("the settings of Django", () => {
  const django = {
    "manage.py": "",
    "requirements.txt": "django==5.1\npsycopg==3.2",
    "shop/wsgi.py": "application = get_wsgi_application()",
  };

  test.each([
    ['env("SITE")', "SITE=build"],
    ['os.environ["API_URL"]', "API_URL=http://localhost"],
    ['env.db("DATABASE_URL")', "DATABASE_URL=sqlite:////tmp/build"],
    ['os.environ["POSTGRES_PASSWORD"]', "POSTGRES_PASSWORD=build"],
    ['int(os.environ["DB_PORT"])', "DB_PORT=1"],
  ])("read %s, which is there while static files are collected", (read, variable) => {
    const settings = `STATIC_ROOT = "static"\nX = ${read}`;
    expect(dockerfileOf({ ...django, "shop/settings.py": settings })).toContain(
      `RUN ${variable} python manage.py collectstatic`,
    );
  });

  test("know what to do without a variable that they only note", () => {
    const settings =
      'STATIC_ROOT = "static"\nSTATSD_HOST = os.getenv("STATSD_HOST")\nSECRET_KEY = os.environ.get("SECRET_KEY")';
    expect(dockerfileOf({ ...django, "shop/settings.py": settings })).toContain(
      "RUN SECRET_KEY=build python manage.py collectstatic",
    );
  });
});

describe("the application", () => {
  test.each([
    ["fastapi", "api = APIRouter()", "app = FastAPI()", "main:app"],
    ["flask", "api = flask.Blueprint('a', __name__)", "app: Flask = flask.Flask(__name__)", "main:app"],
    ["flask", "api = Api(app)", "app = create_app()", "main:app"],
    ["flask", "app = Celery('a')", "application = Shop(__name__)", "main:application"],
    ["fastapi", "api = APIRouter()", "def create_app():\n    pass", "main:create_app"],
    ["fastapi", "", "def create_app(a: dict[str, str] = {}, *, b: bool = f(1)):\n    pass", "main:create_app"],
    ["fastapi", "", "def create_app(\n    settings,  # told, as x=1\n    b=2,\n):\n    pass", "main.py"],
  ])("of %s is not %s but %s", (framework, part, application, target) => {
    const files = { "requirements.txt": framework, "api.py": part, "main.py": application };
    expect(dockerfileOf(files)).toMatch(new RegExp(`^CMD .*\\b${target}\\b`, "m"));
  });
});

test.each([
  [{ "export.py": "app = create_app()", "wsgi.py": "app = create_app()" }, "wsgi:app"],
  [{ "admin.py": "app = Flask('a')", "main.py": "app = Flask('b')" }, "main:app"],
  [{ "manage.py": "app = create_app()", "shop/__init__.py": "app = Flask('a')" }, "shop:app"],
  [{ "seed_data.py": "app = Flask('a')", "shop.py": "app = create_app()" }, "shop:app"],
  [{ "manage.py": "app = create_app()" }, "manage:app"],
  [{ "celery_worker.py": "app = create_app()", "wsgi.py": "shop = create_app('a.cfg')" }, "wsgi:shop"],
])("of the applications of %j, the one that is served is %s", (files, target) =>
  expect(dockerfileOf({ "requirements.txt": "flask", ...files })).toContain(`"${target}"`),
);

describe("a program", () => {
  const factsOf = (files: Record<string, string>) => python.detect(tree(files));
  const startOf = (files: Record<string, string>) =>
    factsOf(files).evidence.find(({ what }) => what === "start")?.value;
  const manage = { "manage.py": "", "shop/wsgi.py": "application = get_wsgi_application()" };

  test.each<[files: Record<string, string>, start: string]>([
    [{ "requirements.txt": "apiflask", "wsgi.py": "app = create_app()" }, "gunicorn wsgi:app"],
    [{ "requirements.txt": "flask-restx", "shop/api.py": "web = Flask('a')" }, "gunicorn shop.api:web"],
    [{ "requirements.txt": "falcon", "look/app.py": "app = application = falcon.App()" }, "gunicorn look.app:app"],
    [
      { "requirements.txt": "falcon", "app.py": "import falcon.asgi\napp = falcon.asgi.App()" },
      "uvicorn app:app --host 0.0.0.0 --port $PORT",
    ],
    [
      { "requirements.txt": "python-fasthtml", "main.py": "app, rt = fast_app()" },
      "uvicorn main:app --host 0.0.0.0 --port $PORT",
    ],
    [
      { "requirements.txt": "quart\nhypercorn", "src/app.py": "app = Quart('a')" },
      "PYTHONPATH=src hypercorn --bind 0.0.0.0:$PORT app:app",
    ],
    [
      { "requirements.txt": "flask\nwaitress", "shop.py": "def create_app():\n    pass" },
      "waitress-serve --host 0.0.0.0 --port $PORT --call shop:create_app",
    ],
    [
      { "requirements.txt": "flask\nflask-socketio\ngevent", "app.py": "app = Flask('a')" },
      "gunicorn --workers 1 --worker-class gevent app:app",
    ],
    [
      { "requirements.txt": "flask\nflask-socketio\neventlet", "app.py": "app = Flask('a')\nsocketio.run(app)" },
      "gunicorn --workers 1 --threads 100 app:app",
    ],
    [
      {
        "requirements.txt": "flask\nflask-socketio\neventlet",
        "app.py": "app = Flask('a')\nsocketio.run(app, host='0.0.0.0')",
      },
      "python app.py",
    ],
    [
      { "requirements.txt": "django\nwaitress", ...manage },
      "waitress-serve --host 0.0.0.0 --port $PORT shop.wsgi:application",
    ],
    [
      { "requirements.txt": "django\nchannels", ...manage, "shop/asgi.py": "application = ProtocolTypeRouter({})" },
      "daphne -b 0.0.0.0 -p $PORT shop.asgi:application",
    ],
    [
      {
        "requirements.txt": "django\nuvicorn",
        "manage.py": "",
        "shop/asgi.py": "application = get_asgi_application()",
      },
      "uvicorn shop.asgi:application --host 0.0.0.0 --port $PORT",
    ],
    [
      { "setup.py": "", "shop/__init__.py": "", "production.ini": "[server:main]\nlisten = *:6543\n" },
      "pserve production.ini",
    ],
    [
      { "requirements.txt": "tornado", "shop/app.py": "from . import a\nif __name__ == '__main__':\n    pass" },
      "python -m shop.app",
    ],
    [{ "requirements.txt": "aiohttp", "app/main.py": "from app.a import b" }, "python -m app.main"],
    [
      { "requirements.txt": "aiohttp", "src/main.py": "from shop.a import b", "src/shop/a.py": "" },
      "python src/main.py",
    ],
    [{ "requirements.txt": "aiohttp", "src/main.py": "import a", "src/a.py": "" }, "python src/main.py"],
    [
      { "requirements.txt": "sanic", "shop/web.py": "app = Sanic('a')" },
      "sanic shop.web:app --host 0.0.0.0 --port $PORT",
    ],
    [
      {
        "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["bottle", "waitress"]\n',
        "shop/__main__.py": 'commands = {\n  "run": run_server,\n  "export": export_all,\n}\n',
        "shop/server.py": "from waitress import serve\nweb = Bottle()\n",
        "shop/api.py": "api = API(1)\n",
      },
      "python -m shop run",
    ],
    [
      {
        "manage.py": "",
        "requirements.txt": "django",
        "shop/wsgi.py": "application = own_application()\n",
        "pyproject.toml": "",
      },
      "gunicorn shop.wsgi:application",
    ],
    ...["shop-server", "shop", "run"].map((name): [Record<string, string>, string] => [
      {
        "pyproject.toml": `[project]\nname = "shop"\n[project.scripts]\nshow-version = "a:b"\n${name} = "a:c"\n[tool.a]\n`,
        "a.py": "",
      },
      name,
    ]),
    [{ "setup.py": "setup(entry_points={'console_scripts': ['a-b = a:b',\n 'serve = a:c'\n]})", "a.py": "" }, "serve"],
    [
      { "requirements.txt": "bottle", "shop/api.py": "api = API(1)\n", "shop/web/pages.py": "web = Bottle()\n" },
      "gunicorn shop.web.pages:web",
    ],
    [
      {
        "requirements.txt": "aiohttp",
        "both.py": "if __name__ == '__main__':\n  subprocess.Popen('web.py')",
        "web.py": "if __name__ == '__main__':\n  web.run_app(app)",
      },
      "python web.py",
    ],
  ])("of %j is started by %s", (files, start) => expect(startOf(files)).toBe(start));

  test.each<[files: Record<string, string>, port: number, loopback: boolean]>([
    [{ "requirements.txt": "flask", "app.py": "app = Flask('a')\napp.run(port=5000)" }, 5000, false],
    [{ "requirements.txt": "flask", "app.py": "app = Flask('a')\napp.run()" }, 5000, false],
    [{ "requirements.txt": "flask", "app.py": "app = Flask('a')\napp.run(\n  host='::', port=PORT)" }, 8000, false],
    [{ "requirements.txt": "flask-socketio\nflask", "a.py": "app = Flask('a')\nsocketio.run(app)" }, 5000, false],
    [{ "requirements.txt": "flask", "app.py": "app = Flask('a')\nsubprocess.run('a')" }, 8000, false],
    [
      { "requirements.txt": "dash", "app.py": "app = Dash('a')\nserver = app.server\napp.run(debug=True)" },
      8050,
      false,
    ],
    [{ "requirements.txt": "sanic", "app.py": "app = Sanic('a')\napp.run(host='127.0.0.1', port=8001)" }, 8001, false],
    [{ "requirements.txt": "bottle", "app.py": "run(host='localhost', port=8082)" }, 8082, true],
    [{ "requirements.txt": "grpcio", "server.py": "server.add_insecure_port('[::]:50051')" }, 50051, false],
    [
      { "requirements.txt": "cherrypy", "main.py": "cherrypy.config.update({'server.socket_port': 8090})" },
      8090,
      false,
    ],
    [{ "server.py": "serverPort = 8083\nHTTPServer(('localhost', serverPort), A)" }, 8083, true],
    [{ "setup.py": "", "a.py": "", "development.ini": "[server:main]\nlisten = localhost:6543\n" }, 6543, true],
    [
      {
        "requirements.txt": "streamlit",
        "app.py": "import streamlit",
        ".streamlit/config.toml": "[server]\nport = 8085\n",
      },
      8085,
      false,
    ],
  ])("of %j listens at %s", (files, port, loopback) => {
    const { port: found, warnings } = factsOf(files);
    expect(found.value).toBe(port);
    expect(warnings.some(({ text }) => text.includes("on this machine only"))).toBe(loopback);
  });

  test.each<[files: Record<string, string>, services: string[]]>([
    [{ "setup.py": 'setup(install_requires=["aiohttp", "asyncpg"])' }, ["postgres"]],
    [{ "setup.py": 'requires = [\n    "pyramid",\n    "redis",\n]\nsetup(install_requires=requires)' }, ["redis"]],
    [{ "setup.cfg": "[options]\ninstall_requires =\n    pymongo>=4\n\n[options.extras]\na = redis\n" }, ["mongodb"]],
    [
      { "environment.yml": "dependencies:\n  - python=3.10\n  - psycopg2\n  - pip:\n      - redis==5\n" },
      ["redis", "postgres"],
    ],
    [{ "requirements.txt": "celery[redis]==5.4" }, ["redis"]],
    [{ "requirements.txt": "dramatiq[rabbitmq]" }, ["rabbitmq"]],
    [{ "pyproject.toml": '[project]\ndependencies = ["fastapi", "redis"]\n[tool.a]\nb = ["asyncpg"]\n' }, ["redis"]],
  ])("of %j uses %j", (files, services) =>
    expect(factsOf({ "app.py": "", ...files }).services.map(({ kind }) => kind.name)).toEqual(services),
  );

  test("is told of a service by the variable that its settings make of a beginning and a field", () => {
    const settings =
      'class Settings(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix="SHOP_")\n    database_url: PostgresDsn\n    jwt_secret: str\n';
    const { services, variables } = factsOf({ "requirements.txt": "asyncpg", "app.py": settings });
    expect(services[0]?.variables).toEqual([{ value: "SHOP_DATABASE_URL", at: "app.py:3" }]);
    expect(variables).toEqual([{ value: "SHOP_JWT_SECRET", at: "app.py:4" }]);
  });

  test.each([
    ['config("KEY", str)', ["KEY"]],
    ['config("KEY", cast=Secret)', ["KEY"]],
    ['config("KEY", "a")', []],
    ['config("KEY", str, "a")', []],
  ])("that reads %s needs %j", (read, needed) =>
    expect(factsOf({ "app.py": `A = ${read}\n` }).variables.map(({ value }) => value)).toEqual(needed),
  );
});

describe("packages that nobody locked", () => {
  const app = { "app.py": "app = Flask(__name__)" };

  test.each<[files: Record<string, string>, manager: string, line: string]>([
    [{ "pyproject.toml": "[tool.poetry.dependencies]\nflask = '3'" }, "poetry", "poetry install --only main --no-root"],
    [{ "pyproject.toml": "[project]\n[tool.pdm.scripts]" }, "pdm", "pdm install --prod --no-self"],
    [{ "pyproject.toml": "[project]\n[tool.uv]" }, "uv", "uv sync --no-dev --no-install-project --active"],
    [{ "pyproject.toml": "[project]\n" }, "pip", "pip install ."],
    [{ Pipfile: "[packages]\nflask = '*'" }, "pipenv", "pipenv install --skip-lock"],
    [{ "environment.yml": "dependencies: [flask]" }, "conda", "FROM condaforge/miniforge3:24.11.3-0 AS dependencies"],
    [{ "environment.yml": "", "requirements.txt": "flask" }, "pip", "pip install --requirement requirements.txt"],
  ])("of %j are installed by %s", (files, manager, line) => {
    expect(python.detect(tree({ ...app, ...files })).evidence.map(({ what }) => what)).toContain(manager);
    expect(dockerfileOf({ ...app, ...files })).toContain(line);
  });

  test("are in an environment of conda's own, with its Python", () => {
    const text = dockerfileOf({ ...app, "environment.yml": "dependencies:\n  - python=3.10\n  - flask\n" });
    expect(text).toContain("conda env create --prefix /opt/venv --file environment.yml");
    expect(text).not.toContain("python -m venv");
    expect(text).toContain("FROM python:3.10-slim");
  });
});

describe("the version of Python", () => {
  const locked = (...wheels: string[]) => wheels.map((name) => `{file = "${name}.whl", hash = "a"},`).join("\n");
  const old = locked("b-1.0-py3-none-any", "asyncpg-0.26.0-cp310-cp310-manylinux1_x86_64", "c-2-cp37-abi3-musllinux_1");
  const range = '[tool.poetry.dependencies]\npython = "^3.9"\nflask = "3"';

  test.each([
    [{ "pyproject.toml": range }, "3.13"],
    [{ "pyproject.toml": range, "poetry.lock": old }, "3.10"],
    [{ "pyproject.toml": range, "poetry.lock": locked("pywin-1-cp39-cp39-win32", "b-1-py2.py3-none-any") }, "3.13"],
    [{ "pyproject.toml": range, "poetry.lock": locked("backports.zoneinfo-0.2-cp38-cp38-manylinux1") }, "3.13"],
    [{ "pyproject.toml": range, "uv.lock": locked("n-1-cp38-cp38-any", "n-2-cp312-cp312-manylinux1") }, "3.12"],
    [{ "pyproject.toml": range.replace("^3.9", ">=3.11"), "poetry.lock": old }, "3.13"],
    [{ "requirements.txt": "flask==3.0\nnumpy==1.24.1" }, "3.11"],
    [{ "requirements.txt": "flask==3.0\nnumpy==1.26.4\nPyYAML==5.4.1" }, "3.9"],
    [{ "requirements.txt": "flask==3.0\nnumpy==2.2.0\nnumpy>=1.0" }, "3.13"],
    [{ "setup.py": 'setup(python_requires=">=3.8,<3.12")', "requirements.txt": "flask" }, "3.11"],
    [{ "setup.cfg": "[options]\npython_requires = ~=3.10.0\n", "requirements.txt": "flask" }, "3.10"],
    [
      { "setup.cfg": "[options]\npython_requires = >=3.9, !=3.10.*, <3.12  # a\n", "requirements.txt": "flask" },
      "3.11",
    ],
    [{ ".tool-versions": "nodejs 20\npython 3.11.4\n", "requirements.txt": "flask" }, "3.11"],
  ])("of %j is %s", (files: Record<string, string>, version) =>
    expect(dockerfileOf({ "app.py": "app = Flask(__name__)", ...files })).toContain(`FROM python:${version} AS`),
  );
});

describe("style sheets and scripts that Node builds into a folder of the program", () => {
  const django = {
    "manage.py": "",
    "requirements.txt": "django==5.1",
    "shop/wsgi.py": "application = get_wsgi_application()",
    "shop/settings.py": 'STATIC_ROOT = "static"',
    "shop/static/logo.svg": "",
  };
  const built = (scripts: Record<string, string>, files = {}) =>
    dockerfileOf({ ...django, "package.json": JSON.stringify({ scripts, devDependencies: { a: "1" } }), ...files });

  test.each([
    [
      { build: "npm run js && npm run css", js: "rollup -c", css: "postcss -o shop/static/css/a.css a.css" },
      "shop/static",
    ],
    [{ build: "run-p build:*", "build:css": "sass scss/a.scss:shop/static/css/a.css" }, "shop/static/css"],
    [{ build: "tailwindcss -i a.css -o ./shop/static/css/a.css --minify" }, "shop/static/css"],
    [{ build: "webpack" }, "shop/static/js"],
  ])("by %j are there before static files are collected: %s", (scripts: Record<string, string>, folder) => {
    const settings = scripts.build === "webpack" ? 'path: path.resolve(__dirname, "shop", "static", "js"),' : "";
    const rollup = scripts.js ? 'output: { file: "shop/static/bundle.js" }' : "";
    const files = {
      "shop/static/css/b.css": "",
      "shop/static/js/b.js": "",
      "webpack.config.js": settings,
      "rollup.config.mjs": rollup,
    };
    expect(built(scripts, files)).toMatch(
      new RegExp(`COPY --from=pages /app/${folder} ./${folder}\nRUN .*python manage.py collectstatic`),
    );
  });

  test.each([
    [{ build: "sass a.scss shop/static/a.css" }, { "shop/static/a.css": "" }],
    [{ build: "tsc" }, {}],
    [{ build: "sass a.scss:docs/a.css" }, {}],
    [{ css: "sass a.scss:shop/static/a.css" }, {}],
  ])("are not built by %j beside %j", (scripts: Record<string, string>, files) =>
    expect(built(scripts, files)).not.toContain("npm"),
  );
});

test("what pdm locked is installed by it", () =>
  expect(
    dockerfileOf({
      "pyproject.toml": '[project]\ndependencies = ["flask"]',
      "pdm.lock": "",
      "app.py": "app = Flask('a')",
    }),
  ).toContain("pip install pdm && pdm sync --prod --no-self && pip install gunicorn"));

describe("requirements", () => {
  const app = { "app.py": "app = Flask(__name__)" };

  test.each([
    [
      { "requirements/base.txt": "flask==3.0", "requirements/production.txt": "-r base.txt\ngunicorn==23.0" },
      "COPY requirements/production.txt requirements/base.txt ./requirements/",
      "pip install --requirement requirements/production.txt\n",
    ],
    [
      { "requirements/base.txt": "flask==3.0", "requirements/dev.txt": "-r base.txt" },
      "COPY requirements/base.txt ./requirements/",
      "pip install --requirement requirements/base.txt && pip install gunicorn",
    ],
    [
      { "requirements.txt": "-r requirements/prod.txt", "requirements/prod.txt": "flask==3.0" },
      "COPY requirements.txt ./\nCOPY requirements/prod.txt ./requirements/",
      "pip install --requirement requirements.txt && pip install gunicorn",
    ],
  ])("of %j are copied and installed", (files, copied, installed) => {
    const dockerfile = dockerfileOf({ ...app, ...files });
    expect(dockerfile).toContain(`${copied}\nRUN`);
    expect(dockerfile).toContain(installed);
    expect(python.recognize(tree({ ...app, ...files }))?.sure).toBe("certain");
  });

  test.each([
    "-e .",
    "--editable=packages/shop",
    ".",
    "./packages/shop[web]",
    "shop @ file:./packages/shop",
    "../shop",
  ])("with %s need all files before they are installed", (line) =>
    expect(dockerfileOf({ ...app, "requirements.txt": `flask==3.0\n${line}\n` })).toContain(
      "COPY . ./\nRUN --mount=type=cache,target=/var/cache/pip pip install --requirement requirements.txt",
    ),
  );

  test.each(["-e git+https://example.com/a.git#egg=a", "a @ https://example.com/a.zip", "a.b==1.0", "# ."])(
    "with %s do not",
    (line) =>
      expect(dockerfileOf({ ...app, "requirements.txt": `flask==3.0\n${line}\n` })).toContain(
        "COPY requirements.txt ./",
      ),
  );
});

test.each<[manifest: string, text: string, lock: string, isLocal: boolean]>([
  ["pyproject.toml", '[tool.poetry.dependencies]\nutil = {path = "libs/util", develop = true}\n', "poetry.lock", true],
  ["pyproject.toml", "[tool.uv.sources]\nutil = { workspace = true }\n", "uv.lock", true],
  ["pyproject.toml", '[tool.uv.workspace]\nmembers = ["libs/*"]\n', "uv.lock", true],
  ["pyproject.toml", 'dependencies = ["util @ file:///${PROJECT_ROOT}/libs/util"]\n', "pdm.lock", true],
  ["Pipfile", '[packages]\nutil = {editable = true, path = "./libs/util"}\n', "Pipfile.lock", true],
  ["pyproject.toml", '[tool.hatch.version]\npath = "a/__init__.py"\n', "uv.lock", false],
  ["pyproject.toml", 'flask = { version = "3", extras = ["async"] }\n', "poetry.lock", false],
])("%s with %j and %s needs all files before it is installed: %s", (manifest, text, lock, isLocal) => {
  const dockerfile = dockerfileOf({ [manifest]: text, [lock]: "", "libs/util/setup.py": "", "app.py": "" });
  expect(dockerfile.includes("COPY . ./\nRUN")).toBe(isLocal);
});

describe("a program below the top", () => {
  const startOf = (files: Record<string, string>) =>
    python.detect(tree(files)).evidence.find(({ what }) => what === "start")?.value;

  test("Django, whose packages are those of the top", () => {
    const files = {
      "requirements.txt": "django==5.1\npsycopg==3.2",
      "site/manage.py": "",
      "site/shop/wsgi.py": "application = get_wsgi_application()",
      "site/shop/settings.py": 'STATIC_ROOT = "static"',
    };
    expect(startOf(files)).toBe("gunicorn --chdir site shop.wsgi:application");
    expect(dockerfileOf(files)).toContain("RUN python site/manage.py collectstatic");
    expect(python.detect(tree(files)).processes?.migration?.value).toBe("python site/manage.py migrate --noinput");
  });

  test("is found from where its files import each other", () => {
    const files = {
      "requirements.txt": "fastapi",
      "backend/app/main.py": "from app.api import router\napp = FastAPI()",
    };
    expect(startOf(files)).toContain("uvicorn --app-dir backend app.main:app ");
    expect(startOf({ ...files, "backend/app/main.py": "from backend.app.api import a\napp = FastAPI()" })).toContain(
      "uvicorn backend.app.main:app ",
    );
  });
});

describe("a program that is a package", () => {
  const startOf = (files: Record<string, string>) =>
    python
      .detect(tree({ "contrib/dump.py": 'if __name__ == "__main__":\n    dump()', ...files }))
      .evidence.find(({ what }) => what === "start")?.value;
  const project = { "pyproject.toml": '[project]\nname = "shop"\n\n[project.scripts]\nshop = "shop:main"\n' };

  test.each<[string, Record<string, string>, string]>([
    ["run as a whole", { "requirements.txt": "tornado", "shop/__main__.py": "main()" }, "python -m shop"],
    ["with a command", project, "shop"],
    [
      "that serves by a word of argparse",
      { ...project, "shop/__init__.py": 'sub.add_parser("import", help="x")\nsub.add_parser("run", help="y")' },
      "shop run",
    ],
    [
      "that serves by a function of Click",
      {
        ...project,
        "shop/cli.py":
          '@cli.command()\n@click.option("--port")\ndef serve(port):\n    pass\n\n@cli.command("init")\ndef a():\n',
      },
      "shop serve",
    ],
    ["of one command", { ...project, "shop/cli.py": '@click.command("run")\ndef main():\n' }, "shop"],
    [
      "in setup.py",
      { "setup.py": "setup(entry_points={'console_scripts': ['shop = shop:main']})", "shop/a.py": "" },
      "shop",
    ],
  ])("%s", (_, files, start) => expect(startOf(files)).toBe(start));

  test.each([
    ['define("port", default=5556,\n    help="x")', 5556],
    ['parser.add_argument("--port", "-p", type=int, default=5557)', 5557],
    ['@click.option(\n    "--port",\n    default=5558,\n)', 5558],
  ])("listens where its options say: %s", (line, port) =>
    expect(python.detect(tree({ ...project, "shop/a.py": line })).port.value).toBe(port),
  );
});

test("a script called like its package starts the server that the program has", () => {
  const files = {
    "requirements.txt": "flask",
    "shop.py": 'if __name__ == "__main__":\n    main()',
    "shop/__init__.py": "app = Flask(__name__)\nDEFAULT_PORT = 8083",
  };
  expect(dockerfileOf(files)).toContain('CMD ["gunicorn", "shop:app"]');
  const serving = { ...files, "shop/server.py": "WSGIServer(address, app).serve_forever()" };
  expect(dockerfileOf(serving)).toContain('CMD ["python", "shop.py"]');
  expect(python.detect(tree(serving)).port.value).toBe(8083);
});

test("what a request says of its port is none of the program's", () => {
  const files = { "requirements.txt": "x", "main.py": 'port = environ.get("SERVER_PORT")' };
  expect(python.detect(tree(files)).port).toEqual({ value: 8080, at: "assumed" });
});

test("of two applications, one that is for developers comes last", () => {
  const files = {
    "requirements.txt": "fastapi",
    "local_server/main.py": "app = FastAPI()",
    "server/main.py": "app = FastAPI()",
  };
  expect(dockerfileOf(files)).toContain(" server.main:app ");
});

test("an application that Alembic makes for itself is not what is started", () => {
  const files = { "requirements.txt": "flask", "db/env.py": "app = create_app()", "shop/app.py": "def create_app():" };
  expect(dockerfileOf(files)).toContain('"gunicorn", "shop.app:create_app()"');
});

describe("the settings of Django for other places", () => {
  const files = (module: string) => ({
    "requirements.txt": "django==5.1",
    "manage.py": "",
    "shop/wsgi.py": `os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings.${module}")\napplication = get_wsgi_application()`,
    "shop/settings/base.py": 'SECRET_KEY = os.environ.get("SECRET_KEY") or None',
    "shop/settings/cloud.py": 'from .common_parts import *\nA = os.environ["CLOUD_KEY"]',
    "shop/settings/common_parts.py": 'A = os.environ["PART_KEY"]',
    "shop/settings/ci.py": 'A = os.environ["CI_KEY"]',
  });
  test.each([
    ["base", ["PART_KEY", "SECRET_KEY"]],
    ["cloud", ["CLOUD_KEY", "PART_KEY", "SECRET_KEY"]],
  ])("say nothing where %s is taken", (module, names) =>
    expect(python.detect(tree(files(module))).variables.map(({ value }) => value)).toEqual(names),
  );
});

test("a database whose package is there beside SQLite is not set up", () => {
  const django = { "requirements.txt": "django==5.1\npsycopg2-binary==2.9", "manage.py": "" };
  const set = (settings: string) =>
    python
      .detect(tree({ ...django, "shop/wsgi.py": "application = get_wsgi_application()", "shop/settings.py": settings }))
      .services.map(({ kind, optional }) => `${kind.name} ${optional ? "no" : "yes"}`);
  const sqlite = 'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3"}}';
  expect(set(sqlite)).toEqual(["postgres no"]);
  expect(set(`${sqlite}\nurl = dj_database_url.config()`)).toEqual(["postgres yes"]);
  expect(set("")).toEqual(["postgres yes"]);
});

test("a script of the Procfile starts a server that is told its port", () => {
  const procfile = { Procfile: "web: bash start.sh", "start.sh": "python manage.py migrate\ngunicorn shop.wsgi" };
  const { port } = python.detect(tree({ "requirements.txt": "gunicorn", "a.py": "", ...procfile }));
  expect(port).toEqual({ value: 8000, at: "assumed, PORT is told to the server" });
});

test.each(["3.11.7", "==3.11.7", "3.11"])("Python %s is taken as it is said", (said) => {
  const files = { "pyproject.toml": `[tool.poetry.dependencies]\npython = "${said}"\n`, "main.py": "" };
  expect(dockerfileOf(files)).toContain("FROM python:3.11-slim");
});

describe("a page that a package makes of a file", () => {
  test.each([
    ["streamlit", "streamlit run app.py --server.headless true --server.address 0.0.0.0 --server.port $PORT", 8501],
    ["gradio", "GRADIO_SERVER_NAME=0.0.0.0 GRADIO_SERVER_PORT=$PORT python app.py", 7860],
    ["chainlit", "chainlit run app.py --headless --host 0.0.0.0 --port $PORT", 8000],
  ])("of %s is told where it listens", (name, start, port) => {
    const files = { "requirements.txt": name, "app.py": `import ${name}\n`, "a.py": `import ${name}\n` };
    const facts = python.detect(tree(files));
    expect([facts.evidence.find(({ what }) => what === "start")?.value, facts.port.value]).toEqual([start, port]);
  });
});

describe("variables of settings", () => {
  const read = (...lines: string[]) =>
    python
      .detect(tree({ "requirements.txt": "pydantic", "main.py": lines.join("\n") }))
      .variables.map(({ value }) => value);

  test("are those of classes of settings alone", () =>
    expect(
      read(
        "class Hour:",
        "    hour: int",
        "class AppSettings(BaseAppSettings):",
        "    secret_key: str",
        "    a: int = 1",
      ),
    ).toEqual(["SECRET_KEY"]));

  test("begin as the class says", () =>
    expect(read("class A(BaseSettings):", '    model_config = Config(env_prefix="SHOP_")', "    key: str")).toEqual([
      "SHOP_KEY",
    ]));
});

describe("pages that Node builds for a program", () => {
  const manifest = JSON.stringify({ scripts: { build: "vite build" }, devDependencies: { vite: "^7.0.0" } });
  test.each([
    'routes.static("/", os.path.join(BASE, "ui/dist"))',
    'app.mount("/", StaticFiles(directory=BASE / "ui" / "dist"))',
    'page = os.path.join(root, "ui", "dist", "index.html")',
  ])("are in its image: %s", (line) => {
    const text = dockerfileOf({ "requirements.txt": "aiohttp==3", "main.py": line, "ui/package.json": manifest });
    expect(text).toContain("COPY . .\nCOPY --from=pages /app/ui/dist ./ui/dist\n");
  });

  test("are not, where it names none", () =>
    expect(
      dockerfileOf({ "requirements.txt": "aiohttp==3", "main.py": 'a = "dist"', "ui/package.json": manifest }),
    ).not.toContain("node"));
});

test("a setting for where to listen is told under the name that the program makes for it", () => {
  const config = 'items = [("bind", str, "127.0.0.1:8088")]\nvalue = env.get(f"SHOP_{name.upper()}", None)';
  const files = { "requirements.txt": "uvicorn==0.30", "shop/__main__.py": "import shop", "shop/config.py": config };
  const { port, warnings } = python.detect(tree(files));
  expect(port.value).toBe(8088);
  expect(warnings.map(({ text }) => text)).not.toContain(expect.stringContaining("this machine only"));
  expect(dockerfileOf(files)).toContain("SHOP_BIND=0.0.0.0:8088");
});

test.each([
  ['DEFAULTS = {"PORT": "8081"}', 8081],
  ["app = FastAPI()", 5000],
])("the port of %s is %i", (line, port) => {
  const files = { "requirements.txt": "fastapi==0.110", "main.py": line, ".env.example": "PORT=5000\n" };
  expect(python.detect(tree(files)).port.value).toBe(port);
});

test.each([
  ["psycopg==3.2", "", "libpq5"],
  ["psycopg[binary]==3.2", "", undefined],
  ["django==5.1", "from django.contrib.gis.db import models", "gdal-bin"],
])("a program with %s %s gets %s", (requirement, source, library) => {
  const text = dockerfileOf({ "requirements.txt": requirement, "main.py": source });
  expect(/--no-install-recommends (\S{1,40})/.exec(text)?.[1]).toBe(library);
});

test("only what is made of BaseSettings reads variables", () => {
  const settings = [
    "class Own(BaseModel):",
    "    a: int",
    "",
    "class PageSettings(Own):",
    "    theme: str",
    "",
    "class Settings(Own, BaseSettings):",
    "    secret_word: str",
    "",
    "class MoreSettings(Settings):",
    "    api_word: str",
  ].join("\n");
  const { variables } = python.detect(
    tree({ "requirements.txt": "fastapi==0.110", "main.py": `app = FastAPI()\n${settings}` }),
  );
  expect(variables.map(({ value }) => value)).toEqual(["API_WORD", "SECRET_WORD"]);
});

test("a variable that is looked at before it is used may be missing", () => {
  const source = [
    'path = os.environ.get("SETTINGS_PATH")',
    "if not path:",
    '    path = "/etc/shop"',
    'key = os.environ.get("SIGNING_KEY")',
    "if not key:",
    '    raise ValueError("no key")',
    "if (",
    '    "MAIL_TOKEN" in os.environ',
    '    or "MAIL_KEY" in os.environ',
    "):",
    '    MAIL = os.environ["MAIL_KEY"]',
    'SIZE = int_or_none(os.environ.get("POOL_SIZE"))',
    'DN = os.environ.get("SEARCH_DN", os.environ.get("OLD_SEARCH_DN"))',
  ].join("\n");
  const { variables } = python.detect(
    tree({ "requirements.txt": "fastapi==0.110", "main.py": `app = FastAPI()\n${source}` }),
  );
  expect(variables.map(({ value }) => value)).toEqual(["SIGNING_KEY"]);
});

test("Django's modules are found from where the name of its settings begins", () => {
  const wsgi = 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")\napplication = get_wsgi_application()';
  const files = { "manage.py": "", "requirements.txt": "django==5.1", "shop/__init__.py": "" };
  const startOf = (path: string) =>
    python.detect(tree({ ...files, [path]: wsgi })).evidence.find(({ what }) => what === "start")?.value;
  expect(startOf("shop/core/wsgi.py")).toBe("gunicorn --chdir shop core.wsgi:application");
  expect(startOf("core/wsgi.py")).toBe("gunicorn core.wsgi:application");
});

test("an option that keeps the program on its own machine is told otherwise", () => {
  const files = (option: string) => ({
    "pyproject.toml": '[project]\nname = "shop"\n',
    "shop/__main__.py": "main()",
    "shop/cli.py": `@click.option(\n    "--port",\n    default=8001,\n)\n${option}\n`,
  });
  const factsOf = (option: string) => python.detect(tree(files(option)));
  const closed = '@click.option(\n    "--host",\n    default="127.0.0.1",\n    help="a",\n)';
  expect(factsOf(closed).evidence.find(({ what }) => what === "start")?.value).toBe("python -m shop --host 0.0.0.0");
  expect(
    factsOf(closed)
      .warnings.map(({ text }) => text)
      .join(),
  ).not.toContain("this machine only");
  const open = '@click.option("--host", default="0.0.0.0")';
  expect(factsOf(open).evidence.find(({ what }) => what === "start")?.value).toBe("python -m shop");
});

test.each([
  ["web.run_app(app, host='0.0.0.0', port=8085)", 8085],
  ["app.listen(8888)\nIOLoop.current().start()", 8888],
  ["waitress.serve(app, host='0.0.0.0', port=8041)", 8041],
  ["WSGIServer(('0.0.0.0', 5100), app).serve_forever()", 5100],
  ["ThreadingHTTPServer(('', 9001), Handler).serve_forever()", 9001],
  ["make_server('', 8051, app)\nredis(port=6379)", 8051],
  ["await asyncio.start_server(handle, '0.0.0.0', 7007)", 7007],
])("a program that listens by %s has its port", (text, port) =>
  expect(python.detect(tree({ "requirements.txt": "aiohttp", "main.py": text })).port.value).toBe(port),
);

test("of several files that make Django's application, the one that is called for it is served", () => {
  const made = "application = get_asgi_application()\n";
  const files = {
    "requirements.txt": "django\ndaphne\n",
    "manage.py": "",
    "shop/admin.py": made,
    "shop/asgi.py": made,
  };
  expect(python.detect(tree(files)).evidence.find(({ what }) => what === "start")?.value).toContain(
    "shop.asgi:application",
  );
});

test("a program that serves its own factory by Waitress listens where its list of settings says", () => {
  const files = {
    "requirements.txt": "flask\nwaitress\napscheduler",
    "shop/app.py": "def create_app(args):\n    return Flask('a')\n",
    "shop/settings.py": "options = [\n    {\n        'name': 'PORT',\n        'default_value': 5005,\n    },\n]\n",
    "main.py": "from waitress import serve\nserve(create_app(args), port=args.port)\n",
  };
  const facts = python.detect(tree(files));
  expect(facts.port.value).toBe(5005);
  expect(facts.evidence.find(({ what }) => what === "start")?.value).toBe("python main.py");
  expect(python.serves?.(tree(files), facts)).toBe(true);
});

test("what a request says of the port is no variable", () => {
  const files = { "requirements.txt": "django", "shop/utils.py": 'port = request.META.get("SERVER_PORT", 9000)\n' };
  const wsgi = { "manage.py": "", "shop/wsgi.py": "application = get_wsgi_application()" };
  expect(python.detect(tree({ ...files, ...wsgi })).port.value).toBe(8000);
});

describe("what takes tasks from a queue", () => {
  const workersOf = (files: Record<string, string>) =>
    python.detect(tree(files)).processes?.workers.map(({ value }) => value);
  const django = { "manage.py": "", "shop/wsgi.py": "application = get_wsgi_application()" };

  test.each([
    ["huey", 'APPS = ["huey.contrib.djhuey"]', ["python manage.py run_huey"]],
    ["huey", 'APPS = ["huey.contrib.djhuey"]\nHUEY = {"huey_class": "huey.SqliteHuey"}', []],
    ["huey", "APPS = []", []],
    ["django-q2", 'APPS = ["django_q"]', ["python manage.py qcluster"]],
    ["django-rq", 'APPS = ["django_rq"]', ["python manage.py rqworker default"]],
  ])("with %s in Django: %s", (name, settings, workers) =>
    expect(
      workersOf({ ...django, "requirements.txt": `django==5.1\n${name}==1\n`, "shop/settings.py": settings }),
    ).toEqual(workers),
  );

  const celery = { "requirements.txt": "django\ncelery\nredis", "shop/settings.py": "" };
  const app = 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\napp = Celery("shop")\n';
  const at = (folder: string) => ({
    [`${folder}manage.py`]: "",
    [`${folder}shop/celery.py`]: app,
    [`${folder}shop/wsgi.py`]: `import shop.celery\n${app}application = get_wsgi_application()`,
  });
  test.each([
    ["", "", ["celery --app shop.celery:app worker --loglevel info"]],
    ["backend/", "", ["celery --workdir backend --app shop.celery:app worker --loglevel info"]],
    ["", 'EAGER = env.bool("CELERY_TASK_ALWAYS_EAGER", default=True)', []],
  ])("by Celery in %j, with the settings %j", (folder, settings, workers) =>
    expect(workersOf({ ...celery, ...at(folder), [`${folder}shop/settings.py`]: settings })).toEqual(workers),
  );

  test("by arq", () =>
    expect(
      workersOf({
        "requirements.txt": "fastapi\narq",
        "shop/main.py": "app = FastAPI()",
        "shop/worker.py": "class WorkerSettings:\n    functions = []",
      }),
    ).toEqual(["arq shop.worker.WorkerSettings"]));
});
