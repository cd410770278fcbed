import { dirname } from "node:path/posix";
import type { Instruction, Stage } from "../../dockerfile/dockerfile.ts";
import type { ProgramImage } from "../../dockerfile/program-image.ts";
import { builtPages, type Pages, pagesStage } from "../node/pages.ts";
import { installDebian } from "../shared/debian.ts";
import { below } from "../tree.ts";
import type { ChosenInstaller } from "./installers.ts";
import type { Start } from "./servers.ts";

/** What the image of a Python program depends on. */
export interface Findings {
  version: string;
  installer: ChosenInstaller;
  start: Start;
  requirements: ReadonlySet<string>;
  /** Django collects its static files into a folder: by this file. */
  collectsStatic: string | undefined;
  /** Variables that the settings need to be loaded while the image is built. */
  placeholders: Readonly<Record<string, string>>;
  /** Packages of Debian that something else than one package's name asks for. */
  libraries: readonly string[];
  /** Pages that are built with Node. */
  pages: Pages | undefined;
  /** Where it is in the folder that the image is built from. */
  folder: string;
}

/** Packages that are compiled against a library, and the Debian package that has it. */
const libraries: Readonly<Record<string, string>> = {
  psycopg2: "libpq5",
  mysqlclient: "libmariadb3",
  "python-magic": "libmagic1",
  weasyprint: "libpango-1.0-0",
};

const environment = "/opt/venv";

/** The packages are installed into a virtual environment, which is all that the image gets of it. */
export function imageOf(findings: Findings): Omit<ProgramImage, "environment" | "port"> {
  const { version, start, requirements, pages, folder } = findings;
  const needed = [
    ...Object.entries(libraries).flatMap(([name, library]) => (requirements.has(name) ? [library] : [])),
    ...findings.libraries,
  ];
  return {
    stages: [...(pages ? [pagesStage(pages, folder)] : []), dependenciesStage(findings)],
    from: `python:${version}-slim`,
    instructions: [
      ...(needed.length > 0 ? [{ run: installDebian(needed) }] : []),
      { workdir: "/app" },
      { env: { PATH: `${environment}/bin:$PATH`, PYTHONUNBUFFERED: "1", PYTHONDONTWRITEBYTECODE: "1", HOME: "/tmp" } },
      { copy: [environment], to: environment, from: "dependencies" },
      { copy: ["."], to: "." },
      ...(pages ? [builtPages(pages, folder)] : []),
      ...inFolder(folder),
      ...staticFiles(findings),
    ],
    command: start.command,
  };
}

/** The whole image has Git and compilers, which a package may need to be installed; none of it is in the final one. */
function dependenciesStage({ version, installer, start, requirements, folder }: Findings): Stage {
  const { files, install, from, environment: settings } = installer.value;
  const server = start.server && !requirements.has(start.server) ? `pip install ${start.server}` : "";
  // What installs all of a workspace reads it from its top.
  const place = files === undefined && installer.at.endsWith("at the top") ? "" : folder;
  const read = [...(files ?? ["."]), ...installer.further].map((path) => below(place, path));
  const isBeside = (path: string) => path === place || dirname(path) === (place || ".");
  const [tops, others] = [read.filter(isBeside), read.filter((path) => !isBeside(path))];
  return {
    from: from ?? `python:${version}`,
    as: "dependencies",
    instructions: [
      { workdir: "/app" },
      { env: { PIP_CACHE_DIR: "/var/cache/pip", PIP_DISABLE_PIP_VERSION_CHECK: "1", ...settings } },
      ...(from ? [] : [{ run: `python -m venv ${environment}` }]),
      { env: { VIRTUAL_ENV: environment, PATH: `${environment}/bin:$PATH` } },
      ...(tops.length > 0 ? [{ copy: tops, to: "./" }] : []),
      ...(others.length > 0 ? [{ copy: others, to: "./requirements/" }] : []),
      ...installation([install, server].filter(Boolean)),
    ],
  };
}

const installation = (commands: readonly string[]): Instruction[] =>
  commands.length > 0 ? [{ run: commands.join(" && "), cache: "/var/cache/pip" }] : [];

const inFolder = (folder: string): Instruction[] => (folder ? [{ workdir: `/app/${folder}` }] : []);

const staticFiles = ({ collectsStatic, placeholders }: Findings): Instruction[] => {
  const variables = Object.entries(placeholders).map(([name, value]) => `${name}=${value}`);
  return collectsStatic ? [{ run: [...variables, `python ${collectsStatic} collectstatic --noinput`].join(" ") }] : [];
};
