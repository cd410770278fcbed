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
});

describe("the application", () => {
  test.each([
    ["fastapi", "api = APIRouter()", "app = FastAPI()", "main:app"],
    ["flask", "api = flask.Blueprint('a', __name__)", "app: Flask = flask.Flask(__name__)", "main:app"],
    ["flask", "api = Api(app)", "app = create_app()", "main:app"],
    ["flask", "app = Celery('a')", "application = Shop(__name__)", "main:application"],
    ["fastapi", "api = APIRouter()", "def create_app():\n    pass", "main:create_app"],
  ])("of %s is not %s but %s", (framework, part, application, target) => {
    const files = { "requirements.txt": framework, "api.py": part, "main.py": application };
    expect(dockerfileOf(files)).toMatch(new RegExp(`^CMD .*\\b${target}\\b`, "m"));
  });
});

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
