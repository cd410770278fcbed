import { expect, test } from "vitest";
import type { Files } from "../../../testing/fixtures/folder.ts";
import { tree } from "../../../testing/fixtures/project-tree.ts";
import { findMembers } from "./find.ts";

const dockerfile = (version: string, command = "uvicorn shop:app") =>
  `FROM python:${version}-slim\nCOPY requirements.txt shop.py ./\nEXPOSE 5001\nCMD ${command}\n`;

const files: Files = {
  "requirements.txt": "fastapi\n",
  "shop.py": "app = FastAPI()\n",
  "dockerfiles/python312/Dockerfile": dockerfile("3.12"),
  "dockerfiles/python313/Dockerfile": dockerfile("3.13"),
};

const found = (more: Files = {}) => {
  const { members, leftOut } = findMembers(tree({ ...files, ...more }, "shop"));
  return [...members.map(({ name, build }) => `${name}: ${build.dockerfile}`), ...leftOut.map(({ why }) => why)];
};

test("of Dockerfiles that build one program, the newest counts", () => {
  expect(found()).toContain("python313: dockerfiles/python313/Dockerfile");
  expect(found()).toContain("builds the same program as python313");
});

test("the one that the Compose file builds counts, which may say so by a variable of .env", () => {
  const build = "{ context: ., dockerfile: 'dockerfiles/python${VERSION}/Dockerfile' }";
  const composed = found({ "compose.yaml": `services:\n  web:\n    build: ${build}\n`, ".env": "VERSION=312\n" });
  expect(composed).toContain("web: dockerfiles/python312/Dockerfile");
  expect(composed).toContain("builds the same program as web");
});

test("those that start something else are services of their own", () => {
  const other = { "dockerfiles/python312/Dockerfile": dockerfile("3.12", "python -m shop.admin") };
  expect(found(other).filter((one) => one.includes("/Dockerfile"))).toHaveLength(2);
});
