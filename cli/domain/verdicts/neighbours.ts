import type { Neighbour } from "../rollout/rollout.ts";

/** Which container of the engine it is that has what the project asks for, and how to live beside it. */
export interface Whose {
  is: "nobody's" | "this project's" | "another environment's" | "another project's";
  /** Its name, and whose it is. */
  says: string;
}

/** Whose a container is: of the same file, of another environment, or what ran before the project was called otherwise or was moved. */
export function whoseIs(neighbour: Neighbour, own: string | undefined): Whose {
  const { name, project, folder, isOwn, environment } = neighbour;
  if (project === undefined) return { is: "nobody's", says: `the container ${name}` };
  if (project === own) return { is: "this project's", says: `${name} of this very Compose project` };
  const known = `${name} of the Compose project ${project}`;
  if (isOwn && environment !== undefined && !own?.endsWith(`-${environment}`))
    return { is: "another environment's", says: `${name} of the environment ${environment} of this project` };
  const where = folder === undefined ? "" : `, started in ${folder}`;
  const renamed = ", as which this project ran under another name or in another folder";
  return { is: "another project's", says: `${known}${isOwn ? renamed : where}` };
}
