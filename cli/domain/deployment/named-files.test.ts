import { expect, test } from "vitest";
import { namedFiles, withoutEnvFiles, withPlaces, withTexts } from "./named-files.ts";

const model = {
  services: {
    web: {
      volumes: [
        { type: "bind", source: "/t/app.conf", target: "/a", read_only: true },
        { type: "bind", source: "/t/shared", target: "/s", read_only: true },
        { type: "volume", source: "data", target: "/d" },
      ],
      env_file: ["/t/one.env", { path: "/t/two.env", required: false }],
    },
    worker: { volumes: [{ type: "bind", source: "/t/shared", target: "/s" }] },
  },
  configs: { c: { file: "/t/c" }, inline: { content: "/t/c" } },
  secrets: { s: { file: "/t/s" } },
};

test("every file that containers get is named once, and whether one of them may write to it", () => {
  expect(namedFiles(model)).toEqual([
    { path: "/t/app.conf", isWritable: false, isMounted: true, isNeeded: false },
    { path: "/t/shared", isWritable: true, isMounted: true, isNeeded: false },
    { path: "/t/one.env", isWritable: false, isMounted: false, isNeeded: false },
    { path: "/t/two.env", isWritable: false, isMounted: false, isNeeded: false },
    { path: "/t/c", isWritable: false, isMounted: true, isNeeded: true },
    { path: "/t/s", isWritable: false, isMounted: true, isNeeded: true },
  ]);
});

test("each gets another place, and nothing else changes", () => {
  const moved = withPlaces(model, (path) => path.replace("/t/", "/k/"));
  const { inline } = moved.configs ?? {};
  expect(JSON.stringify(moved).replaceAll("/k/", "/t/")).toBe(JSON.stringify(model));
  expect(inline).toEqual(model.configs.inline);
  expect(namedFiles(moved).map(({ path }) => path[1])).toEqual(["k", "k", "k", "k", "k", "k"]);
});

test("a file of variables that is not there is left out, and nothing else", () => {
  const { web, worker } = withoutEnvFiles(model, ["/t/two.env", "/t/shared"]).services ?? {};
  expect(web).toEqual({ ...model.services.web, env_file: ["/t/one.env"] });
  expect(worker).toEqual(model.services.worker);
  expect(withoutEnvFiles({}, ["/t/two.env"])).toEqual({});
});

test("texts are changed wherever they stand", () => {
  const device = { volumes: { v: { driver_opts: { device: "/t/v" } } } };
  expect(withTexts(device, (text) => text.replace("/t/", "/u/"))).toEqual({
    volumes: { v: { driver_opts: { device: "/u/v" } } },
  });
});
