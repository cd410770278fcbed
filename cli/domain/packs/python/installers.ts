import { assumed, type Found, type ProjectTree } from "../tree.ts";
import { condaFiles, requirementFile } from "./manifest.ts";
import { memberInstall } from "./workspace.ts";

/** How a project's packages come into the virtual environment of its image, which is active while this runs. */
interface Installer {
  name: string;
  /** One of them shows that it is used; the first that is there says so. */
  shownBy: readonly string[];
  /** Files that it reads; all of the project if undefined. */
  files: readonly string[] | undefined;
  install: string;
  /** What the manifest says, where that alone shows it. */
  says?: RegExp;
  /** The image that it is in, and that makes the environment by itself. */
  from?: string;
  /** Settings while it installs. */
  environment?: Readonly<Record<string, string>>;
  locks: boolean;
  /** Lines of a pipeline. */
  testing: string;
}

const uv: Installer = {
  name: "uv",
  shownBy: ["uv.lock"],
  files: ["pyproject.toml", "uv.lock"],
  install: "pip install uv && uv sync --frozen --no-dev --no-install-project --active",
  environment: { UV_CACHE_DIR: "/var/cache/pip/uv", UV_LINK_MODE: "copy" },
  locks: true,
  testing: "uv sync --frozen",
};

const poetry: Installer = {
  name: "poetry",
  shownBy: ["poetry.lock"],
  files: ["pyproject.toml", "poetry.lock"],
  install: "pip install poetry && poetry install --only main --no-root --no-interaction",
  environment: { POETRY_CACHE_DIR: "/var/cache/pip/poetry" },
  locks: true,
  testing: "poetry install",
};

const pdm: Installer = {
  name: "pdm",
  shownBy: ["pdm.lock"],
  files: ["pyproject.toml", "pdm.lock"],
  install: "pip install pdm && pdm sync --prod --no-self",
  environment: { PDM_CACHE_DIR: "/var/cache/pip/pdm", PDM_CHECK_UPDATE: "0" },
  locks: true,
  testing: "pdm sync --dev",
};

const pipenv: Installer = {
  name: "pipenv",
  shownBy: ["Pipfile.lock"],
  files: ["Pipfile", "Pipfile.lock"],
  install: "pip install pipenv && pipenv sync",
  environment: { PIPENV_VERBOSITY: "-1" },
  locks: true,
  testing: "pipenv sync --dev",
};

/** Where nobody committed what they lock, they find versions by the manifest. */
const unlocked: readonly Installer[] = [
  {
    ...poetry,
    shownBy: ["pyproject.toml"],
    says: /^\[tool\.poetry(?:\.dependencies)?\]/m,
    files: ["pyproject.toml"],
    locks: false,
  },
  {
    ...pdm,
    shownBy: ["pyproject.toml"],
    says: /^\[tool\.pdm\b/m,
    files: ["pyproject.toml"],
    install: "pip install pdm && pdm install --prod --no-self",
    locks: false,
    testing: "pdm install --dev",
  },
  {
    ...uv,
    shownBy: ["pyproject.toml"],
    says: /^\[tool\.uv\b/m,
    files: ["pyproject.toml"],
    install: "pip install uv && uv sync --no-dev --no-install-project --active",
    locks: false,
    testing: "uv sync",
  },
  {
    ...pipenv,
    shownBy: ["Pipfile"],
    files: ["Pipfile"],
    install: "pip install pipenv && pipenv install --skip-lock",
    locks: false,
    testing: "pipenv install --dev --skip-lock",
  },
];

/** An environment of its own, with Python and libraries in it, which needs nothing of the image that it is copied into. */
const condas = condaFiles.map(
  (file): Installer => ({
    name: "conda",
    shownBy: [file],
    files: [file],
    install: `conda env create --prefix /opt/venv --file ${file} && conda clean --all --yes`,
    from: "condaforge/miniforge3:24.11.3-0",
    locks: false,
    testing: `conda env update --name base --file ${file}`,
  }),
);

/** The first that is there is installed; a project may have only those of a folder. */
const pips = ["requirements.txt", "requirements/production.txt", "requirements/prod.txt", "requirements/base.txt"].map(
  (file): Installer => {
    const install = `pip install --requirement ${file}`;
    return { name: "pip", shownBy: [file], files: [file], install, locks: false, testing: install };
  },
);

const project: Installer = {
  name: "pip",
  shownBy: ["pyproject.toml", "setup.py"],
  files: undefined,
  install: "pip install .",
  locks: false,
  testing: "pip install .",
};

const none: Installer = { name: "pip", shownBy: [], files: undefined, install: "", locks: true, testing: "" };

export interface ChosenInstaller extends Found<Installer> {
  /** Two builds of one commit get the same packages. */
  locks: boolean;
  /** Further files of requirements that the first one names. */
  further: readonly string[];
}

/** By the lock file, else by the manifest. */
export function chooseInstaller(tree: ProjectTree): ChosenInstaller {
  for (const installer of [uv, poetry, pdm, pipenv, ...pips, ...unlocked, ...condas, project]) {
    const at = installer.shownBy.find((file) => tree.paths.includes(file));
    if (!at || installer.says?.test(tree.texts.get(at) ?? "") === false) continue;
    const isPip = pips.includes(installer);
    const further = isPip ? furtherFiles(tree, at) : [];
    const isLocal = isPip
      ? [at, ...further].some((file) => localPackage.test(tree.texts.get(file) ?? ""))
      : (installer.files ?? []).some((file) => localSource.test(tree.texts.get(file) ?? ""));
    const ofMember = installer === uv ? memberInstall(tree) : undefined;
    return {
      value: {
        ...installer,
        ...((isLocal || ofMember) && { files: undefined }),
        ...(ofMember && { install: ofMember }),
      },
      at: ofMember ? `${at}, at the top` : at,
      further: isLocal ? [] : further,
      locks: installer.locks || (isPip && arePinned(tree, [at, ...further])),
    };
  }
  return { value: none, at: assumed, further: [], locks: true };
}

const furtherFiles = (tree: ProjectTree, first: string): string[] =>
  /^[ \t]{0,9}(?:-r|-c|--requirement|--constraint)/m.test(tree.texts.get(first) ?? "")
    ? tree.paths.filter((path) => requirementFile.test(path) && path !== first)
    : [];

/** `-e .`, `./shared` or `-e packages/shared`: what is installed is in the project, and so has to be there by then. */
const localPackage =
  /^[ \t]{0,9}(?:(?:-e|--editable)[ \t=]{1,9}(?![^\s:]{1,40}:\/\/)|(?:file:)?\.{1,2}(?:[/[\s]|$)|[\w.-]{1,80} ?@ ?(?:file:)?\.)/m;

/** `{ path = "libs/util" }`, `{ workspace = true }`, `util @ file:///${PROJECT_ROOT}/libs/util`: the same in other manifests. */
const localSource =
  /\{[^}\n]{0,200}\b(?:path[ \t]{0,9}=[ \t]{0,9}["']|workspace[ \t]{0,9}=[ \t]{0,9}true)|^\[tool\.uv\.workspace\]|@ ?file:/m;

/** Every line names one version. */
const arePinned = (tree: ProjectTree, files: readonly string[]) =>
  files
    .flatMap((file) => (tree.texts.get(file) ?? "").split("\n"))
    .every((line) => /^\s*(?:#|-|\.|$)|[=@]=|@ /.test(line));
