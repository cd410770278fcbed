import type { ProjectTree } from "../tree.ts";

export const manageFile = "manage.py";

/** Django's own command, at the top or in a folder whose packages are those of the top. */
export const managePath = ({ paths }: ProjectTree): string | undefined =>
  [manageFile, ...paths].find((path) => paths.includes(path) && /^(?:[^/]+\/)?manage\.py$/.test(path));
