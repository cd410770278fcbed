import { join } from "node:path";
import { messageOf, usageError } from "../../../lib/errors.ts";
import { environmentFolder, listState, readState } from "../../adapters/state.ts";
import { readProject } from "../../core/config/read.ts";
import type { Session } from "../../core/session.ts";
import { incidentsOf, parseEvidence } from "../../domain/environment/incident.ts";
import type { Environment } from "../../environments/environment.ts";
import type { ClusterChoice } from "../../environments/kubernetes/connection.ts";
import { environmentsOf, openEnvironment } from "../../environments/open.ts";
import type { Incident, IncidentsResult } from "../../results/incidents.ts";
import { head } from "../../results/result.ts";

export interface IncidentsRequest extends ClusterChoice {
  /** Undefined: all of chatops.yaml. */
  environment: string | undefined;
  /** The one to show, or `last`; undefined: a list. */
  id: string | undefined;
}

/** The promotions that failed, as the histories say, with what was kept of them on this machine. */
export async function incidents(session: Session, request: IncidentsRequest): Promise<IncidentsResult> {
  const { config } = await readProject(session.cwd, session.configFile);
  const names = request.environment ? [request.environment] : environmentsOf(config);
  const places = names.map((name) => openEnvironment(session, config, name, request));
  const found = (await Promise.all(places.map((place) => incidentsIn(session, place, names.length === 1)))).flat();
  const sorted = found.sort((one, other) => other.at.localeCompare(one.at));
  if (request.id === undefined) return { ...head("Incidents"), incidents: sorted, shown: false };
  const meant = request.id === "last" ? sorted[0] : sorted.find(({ id }) => id === request.id);
  if (!meant)
    throw usageError(request.id === "last" ? "no promotion has failed" : `there is no incident ${request.id}`, {
      hint: "`chatops incidents` lists them.",
    });
  return { ...head("Incidents"), incidents: [await withEvidence(session, config.name, meant)], shown: true };
}

/** A place of several that cannot be asked is named, and the others are told. */
async function incidentsIn({ steps }: Session, environment: Environment, isOnly: boolean): Promise<Incident[]> {
  try {
    const { promotions } = await environment.history();
    return incidentsOf(environment.name, promotions);
  } catch (error) {
    if (isOnly) throw error;
    steps.warn(`${environment.name}: ${messageOf(error)}`);
    return [];
  }
}

async function withEvidence({ env }: Session, project: string, incident: Incident): Promise<Incident> {
  const folder = join(environmentFolder(env, project, incident.environment), "evidence");
  const names = await listState(folder);
  const name = names.find((each) => each === `${incident.at.replaceAll(":", "-")}-${incident.version}.json`);
  if (!name) return incident;
  const file = join(folder, name);
  const bytes = await readState(file);
  const evidence = bytes && parseEvidence(Buffer.from(bytes).toString());
  return { ...incident, ...evidence, file };
}
