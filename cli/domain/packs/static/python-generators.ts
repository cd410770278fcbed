import { dirname } from "node:path/posix";
import type { ProjectTree } from "../tree.ts";
import { firstOf, type Generator, madeAt } from "./generator.ts";
import { pythonStage } from "./python-stage.ts";

const requirements = ["requirements.txt", "doc/requirements.txt", "requirements-docs.txt", "requirements/docs.txt"];

const stageOf = (tree: ProjectTree, otherwise: string, make: string) =>
  pythonStage(tree, { requirements, otherwise, make });

const sphinxFiles = ["conf.py", "source/conf.py", "doc/conf.py", "doc/source/conf.py"];

/** A project in another way has documentation like this, too: what else it is comes first. */
export const sphinx: Generator = {
  name: "sphinx",
  isBeside: true,
  shownBy: (tree) => {
    const file = firstOf(tree, sphinxFiles);
    return file && /^(?:extensions|html_theme|project)\s{0,9}=/m.test(tree.texts.get(file) ?? "") ? file : undefined;
  },
  stages: (tree) => {
    const folder = dirname(firstOf(tree, sphinxFiles) ?? "");
    return stageOf(tree, "sphinx", `sphinx-build -b html ${folder} ${madeAt}`);
  },
};

export const pelican: Generator = {
  name: "pelican",
  shownBy: (tree) => firstOf(tree, ["publishconf.py", "pelicanconf.py"]),
  stages: (tree) => {
    const settings = firstOf(tree, ["publishconf.py", "pelicanconf.py"]);
    return stageOf(tree, "'pelican[markdown]'", `PYTHONPATH=. pelican --settings ${settings} --output ${madeAt}`);
  },
};

export const nikola: Generator = {
  name: "nikola",
  shownBy: (tree) =>
    /^BLOG_TITLE\s{0,9}=/m.test(tree.texts.get("conf.py") ?? "") && tree.paths.includes("conf.py")
      ? "conf.py"
      : undefined,
  // It writes to a folder of its own alone.
  stages: (tree) => stageOf(tree, "'Nikola[extras]'", `nikola build && mv output ${madeAt}`),
};

/** Settings that are written in Python, and are no program. */
export const pythonSettings: readonly string[] = [...sphinxFiles, "pelicanconf.py", "publishconf.py"];

/** Whether what is written in Python here only says how pages are made. */
export const isPythonSite = (paths: readonly string[]): boolean =>
  paths.includes("pelicanconf.py") || !paths.some((path) => path.endsWith(".py") && !pythonSettings.includes(path));
