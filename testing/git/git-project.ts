import { randomBytes } from "node:crypto";
import type { Ran } from "../chatops/built-chatops.ts";
import { type User, user } from "../chatops/user.ts";
import { removeAfterwards } from "../docker/docker.ts";
import { type Files, folder, writeAll } from "../fixtures/folder.ts";
import type { Published } from "../servers/own-servers.ts";
import { git, initRepository } from "./repository.ts";

export interface Project {
  name: string;
  directory: string;
  /** The bare repository behind `origin`. */
  remote: string | undefined;
  user: User;
  chatops: (...args: string[]) => Promise<Ran>;
  /** Commits these files, pushes where there is a remote, and returns the commit's hash. */
  commit: (files?: Files, message?: string) => string;
  /** Another clone of the remote with the same user. */
  clone: (...options: string[]) => string;
}

export interface ProjectOptions {
  files?: Files;
  /** Where it publishes; without it everything stays on this machine. */
  publish?: Partial<Published>;
  remote?: boolean;
  /** Those of chatops.yaml. */
  environments?: object;
  env?: NodeJS.ProcessEnv;
}

/** What of a chart runs the image, by its digest if it has one. */
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: {{ .Chart.Name }} }
spec:
  template:
    spec:
      containers:
        - name: main
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}{{ with .Values.image.digest }}@{{ . }}{{ end }}"
`;

/** An image of nothing but a file: it builds and travels in no time, and needs no base image. */
const files = (name: string, { registry, charts }: Partial<Published>, environments?: object): Files => ({
  "chatops.yaml": {
    name,
    ...(registry && { image: `${registry}/team/${name}` }),
    ...(charts && { chart: { repository: charts } }),
    ...(environments && { environments }),
  },
  Dockerfile: "FROM scratch\nCOPY message /\n",
  "chart/Chart.yaml": `apiVersion: v2\nname: ${name}\nversion: 0.0.0 # set by a release\n`,
  "chart/values.yaml": "# where the image comes from\nimage: {}\n",
  "chart/templates/deployment.yaml": deployment,
});

/** No other test, and no other run of the tests, has a project of this name. */
export const uniqueName = (): string => `t${randomBytes(4).toString("hex")}`;

/** A project of a name of its own in a repository with a first commit; all it leaves on the engine is removed. */
export function project({
  files: own = {},
  publish = {},
  remote: hasRemote = true,
  environments,
  env,
}: ProjectOptions = {}): Project {
  const name = uniqueName();
  const person = user(env);
  const directory = folder({ ...files(name, publish, environments), ...own }, name);
  removeAfterwards(name);
  const inside = (...args: string[]) => git(directory, ...args);
  const remote = hasRemote ? `${directory}.git` : undefined;
  initRepository(directory, { remote });
  let commits = 0;
  const commit: Project["commit"] = (changed = {}, message = "Change it") => {
    commits += 1;
    writeAll(directory, { message: `hello ${commits}\n`, ...changed });
    inside("add", "--all");
    inside("commit", "--quiet", "--message", message);
    if (remote) inside("push", "--quiet", "origin", "HEAD:main");
    return inside("rev-parse", "HEAD");
  };
  commit({}, "Start");
  let clones = 0;
  const clone = (...options: string[]) => {
    clones += 1;
    const place = `${directory}-${clones}`;
    inside("clone", "--quiet", ...options, `file://${remote}`, place);
    return place;
  };
  return {
    name,
    directory,
    remote,
    user: person,
    commit,
    clone,
    chatops: (...args) => person.chatops(directory, ...args),
  };
}

/** Version tags that a repository has, as `v1.0.0`. */
export const tagsOf = (repository: string): string[] => git(repository, "tag", "--list").split("\n").filter(Boolean);

/** Reservations that were left on a remote. */
export const reservationsOn = (remote: string): string[] =>
  git(remote, "for-each-ref", "--format=%(refname:lstrip=3)", "refs/chatops/reservations").split("\n").filter(Boolean);
