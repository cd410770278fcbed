import { type ProjectTree, withoutPaths } from "../tree.ts";

/** What settings of Django are called that others of their folder begin with, or that run in production. */
const kept = /(?:^|[_.])(?:__init__|base|common|defaults?|shared|prod\w*|live|release)(?:[_.]|$)/;

const named = /DJANGO_SETTINGS_MODULE["']\s{0,3},\s{0,9}["']([\w.]{1,120})["']/;

/** Without the settings of other places: those beside the module that the program takes, which it does not import. */
export function withoutOtherSettings(tree: ProjectTree): ProjectTree {
  const entries = ["wsgi.py", "asgi.py", "manage.py"].flatMap((name) =>
    tree.paths.filter((path) => path === name || path.endsWith(`/${name}`)),
  );
  const module = entries.map((path) => named.exec(tree.texts.get(path) ?? "")?.[1]).find(Boolean);
  const place = module && tree.paths.find((path) => `/${path}`.endsWith(`/${module.replaceAll(".", "/")}.py`));
  if (!place) return tree;
  const folder = place.slice(0, place.lastIndexOf("/") + 1);
  const beside = tree.paths.filter((path) => path.startsWith(folder) && /^\w+\.py$/.test(path.slice(folder.length)));
  if (!/(?:^|\/)settings\/$/.test(folder)) return tree;
  const stem = (path: string) => path.slice(folder.length, -3);
  const taken = new Set([place, ...beside.filter((path) => kept.test(stem(path)))]);
  for (const path of taken)
    for (const other of beside) if (imports(tree.texts.get(path) ?? "", stem(other))) taken.add(other);
  return withoutPaths(tree, (path) => beside.includes(path) && !taken.has(path));
}

const imports = (text: string, module: string): boolean =>
  text.split("\n").some((line) => /^\s{0,9}(?:from|import)\s/.test(line) && line.split(/\W+/).includes(module));
