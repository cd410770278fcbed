import { expect, test } from "vitest";
import { chatRollout } from "../../../testing/fixtures/compose-states.ts";
import type { Neighbour } from "../rollout/rollout.ts";
import { judge } from "./judge.ts";

const said =
  'Error response from daemon: Conflict. The container name "/web" is already in use by container "12ab". You have to remove (or rename) that container to be able to reuse that name.';
const other: Neighbour = {
  name: "web",
  ports: [],
  project: "old-local",
  folder: "/srv/old",
  environment: undefined,
  isOwn: false,
};

test.each<[whose: string, neighbour: Neighbour | undefined, cause: string, fix: string]>([
  ["nobody knows whose", undefined, "another container is called web", "Remove that container"],
  ["no project's", { ...other, project: undefined }, "another container is called web", "Remove that container"],
  [
    "another project's",
    other,
    "the name web is taken by web of the Compose project old-local, started in /srv/old",
    "Remove that container",
  ],
  [
    "another environment's",
    { ...other, project: "shop-staging", environment: "staging", isOwn: true },
    "the name web is taken by web of the environment staging of this project",
    "Take `container_name` out of the Compose file, as an engine has each name once",
  ],
])("a container name that is taken, %s", (_, neighbour, cause, fix) => {
  const engine = { machine: undefined, neighbours: neighbour ? [neighbour] : [], project: "shop-local" };
  const found = judge(chatRollout([], said, engine));
  expect(found).toMatchObject({ code: "start.name-taken", cause });
  expect(found?.fix).toContain(fix);
});
