import { expect, test } from "vitest";
import { removeAfterwards } from "../../../testing/docker/docker.ts";
import { type Files, writeAll } from "../../../testing/fixtures/folder.ts";
import { project, reservationsOn, tagsOf, uniqueName } from "../../../testing/git/git-project.ts";
import { git } from "../../../testing/git/repository.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { tagsInRegistry } from "../../../testing/servers/published-artifacts.ts";
import { full } from "../../../testing/setup/short-run.ts";

const publish = ownServers();

/** A project with the services web and worker, which are pushed if that is asked. */
function withServices(worker: object, files: Files, { isPushed = true } = {}) {
  const made = project();
  const named = (service: string) => {
    removeAfterwards(`${made.name}-${service}`);
    return isPushed && { image: `${publish.registry}/team/${made.name}-${service}` };
  };
  const services = { web: { ...named("web"), build: { context: "web" } }, worker: { ...named("worker"), ...worker } };
  const web = { "web/Dockerfile": "FROM scratch\nCOPY Dockerfile /\n" };
  made.commit({ "chatops.yaml": { name: made.name, services }, ...web, ...files });
  return made;
}

test("every service gets an image of one version, which one tag names", async () => {
  const worker = { build: { dockerfile: "worker.Dockerfile" } };
  const made = withServices(worker, { "worker.Dockerfile": "FROM scratch\nCOPY message /\n" });
  const { name, remote = "" } = made;
  const { result } = await made.chatops("release", "--json");
  const at = (service: string) => `${publish.registry}/team/${name}-${service}`;
  const [web, jobs] = result.images;
  expect(result).toMatchObject({ outcome: "released", version: "0.1.0", image: web });
  expect(web).toMatchObject({ service: "web", reference: `${at("web")}:0.1.0@${web.digest}` });
  expect(jobs).toMatchObject({ service: "worker", reference: `${at("worker")}:0.1.0@${jobs.digest}` });
  for (const service of ["web", "worker"]) {
    expect(await tagsInRegistry(publish.registry, `team/${name}-${service}`)).toContain("0.1.0");
  }
  const trailers = git(remote, "for-each-ref", "--format=%(trailers:key=Service,key=Image)", "refs/tags/v0.1.0");
  expect(trailers).toBe(`Service: web\nImage: ${at("web")}:0.1.0\nService: worker\nImage: ${at("worker")}:0.1.0`);
  expect((await made.chatops("release", "--json")).result).toMatchObject({ outcome: "unchanged", images: [web, jobs] });
  const trace = JSON.parse((await made.chatops("trace", "0.1.0", "--json")).stdout);
  expect(trace).toMatchObject({ agrees: true });
  expect(trace.links.filter(({ part }: { part: string }) => part === "image")).toHaveLength(2);
});

full("if the second image cannot be built, the next run goes on with that one", async () => {
  // No builder remembers this step of an earlier test: its cache knows nothing of secrets.
  const step = `: ${uniqueName()} && grep -q works /run/secrets/mode`;
  const Dockerfile = `FROM node:24-slim\nRUN --mount=type=secret,id=mode ${step}\n`;
  const worker = { build: { dockerfile: "worker.Dockerfile", secrets: { mode: { file: "mode" } } } };
  const made = withServices(worker, { "worker.Dockerfile": Dockerfile, ".gitignore": "mode\n" });
  writeAll(made.directory, { mode: "fails" });
  expect((await made.chatops("release")).exitCode).not.toBe(0);
  expect(tagsOf(made.remote ?? "")).toEqual([]);
  writeAll(made.directory, { mode: "works" });
  const again = await made.chatops("release");
  expect(again.exitCode).toBe(0);
  expect(again.stderr).toMatch(/Look for an image of this commit for web.*is there/);
  expect(again.stderr).not.toContain("Build the image for web");
  expect(tagsOf(made.remote ?? "")).toEqual(["v0.1.0"]);
  expect(reservationsOn(made.remote ?? "")).toEqual([]);
});

test("without a registry images are called like project and service", async () => {
  const made = withServices({}, {}, { isPushed: false });
  const { result } = await made.chatops("release", "--json");
  expect(result.images).toMatchObject([
    { reference: `${made.name}-web:0.1.0` },
    { reference: `${made.name}-worker:0.1.0` },
  ]);
});
