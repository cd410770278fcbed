import { expect, test } from "vitest";
import { tree } from "../../../testing/fixtures/project-tree.ts";
import { withoutOtherProjects } from "./other-projects.ts";

test("a folder with a chatops.yaml of its own is another project, with all that is in it", () => {
  const { tree: rest, evidence } = withoutOtherProjects(
    tree({
      "chatops.yaml": "name: shop\n",
      "server.js": "x",
      "chat/chatops.yaml": "name: chat\n",
      "chat/Dockerfile": "FROM scratch\n",
      "chat/bot/chatops.yaml": "name: bot\n",
      "chats/main.js": "x",
      "templates/chatops.yaml": "name: __NAME__\n",
    }),
  );
  expect(rest.paths).toEqual(["chatops.yaml", "chats/main.js", "server.js", "templates/chatops.yaml"]);
  expect([...rest.texts.keys()].sort()).toEqual(rest.paths);
  expect(evidence).toEqual([{ what: "another project", value: "chat", at: "chat/chatops.yaml", sure: "certain" }]);
});
