import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { composeObjections } from "./compose-objections.ts";

const isInside = (path: string) => !path.startsWith("/") && !path.startsWith("..");
const objections = (text: string) => composeObjections(parse(text, { merge: true }), isInside);
const ofService = (text: string) => objections(`services: { web: ${text} }`);

test("what a project usually says of its containers is let through", () => {
  const text = `
name: shop
x-common: &common { restart: always, init: true }
services:
  web:
    <<: *common
    build: { context: ., dockerfile: Dockerfile, args: { A: b } }
    container_name: web
    ports: ["\${PORT:-8080}:8080"]
    env_file: [.env, { path: web.env, required: false }]
    environment: { DATABASE_URL: "postgres://db/\${NAME}" }
    depends_on: { db: { condition: service_healthy } }
    healthcheck: { test: ["CMD", "true"] }
    volumes: ["data:/data", "./config:/etc/shop:ro", /cache, { type: volume, source: data, target: /more }]
    security_opt: ["no-new-privileges:true"]
    cap_drop: [ALL]
    secrets: [key]
  db: { image: "postgres:17", networks: [back], deploy: { resources: { limits: { memory: 128M } } } }
volumes: { data: , more: { labels: { a: b } } }
networks: { back: { internal: true, driver: bridge } }
secrets: { key: { environment: KEY }, file: { file: ./key.txt } }
configs: { own: { content: hello } }
`;
  expect(objections(text)).toEqual([]);
  expect(objections("")).toEqual([]);
});

describe("what reaches beyond the commit or its containers is named", () => {
  test.each([
    ["{ privileged: true }", "services.web.privileged"],
    ["{ pid: host }", "services.web.pid"],
    ["{ network_mode: host }", "services.web.network_mode"],
    ['{ network_mode: "container:other" }', "services.web.network_mode"],
    ['{ network_mode: "${MODE}" }', "services.web.network_mode"],
    ["{ devices: [/dev/sda] }", "services.web.devices"],
    ["{ cap_add: [SYS_ADMIN] }", "services.web.cap_add"],
    ['{ security_opt: ["seccomp:unconfined"] }', "services.web.security_opt"],
    ["{ volumes_from: [other] }", "services.web.volumes_from"],
    ["{ use_api_socket: true }", "services.web.use_api_socket"],
    ["{ post_start: [{ command: x, privileged: true }] }", "services.web.post_start"],
    ['{ volumes: ["/var/run/docker.sock:/s"] }', "services.web.volumes: /var/run/docker.sock"],
    ['{ volumes: ["../other:/x"] }', "services.web.volumes: ../other"],
    ['{ volumes: ["~/.ssh:/x"] }', "services.web.volumes: ~/.ssh"],
    ['{ volumes: ["${HOME}:/x"] }', "services.web.volumes: ${HOME}"],
    ["{ volumes: [{ type: bind, source: /, target: /x }] }", "services.web.volumes: /"],
    ["{ volumes: [{ type: npipe, source: x, target: /x }] }", "services.web.volumes: x"],
    ["{ env_file: /etc/shop/serve.env }", "services.web.env_file: not of the commit"],
    ["{ env_file: [{ path: ../x.env }] }", "services.web.env_file: not of the commit"],
    ["{ extends: { file: ../x.yaml, service: y } }", "services.web.extends: another file"],
    ["{ build: /etc }", "services.web.build: not of the commit"],
    ["{ build: { context: ., ssh: [default] } }", "services.web.build.ssh"],
    ["{ build: { context: ., network: host } }", "services.web.build.network"],
    [
      "{ build: { context: ., additional_contexts: { a: /etc } } }",
      "services.web.build.additional_contexts: not of the commit",
    ],
    [
      "{ build: { context: ., additional_contexts: [a=/etc] } }",
      "services.web.build.additional_contexts: not of the commit",
    ],
  ])("%s", (service, said) => {
    expect(ofService(service)).toEqual([said]);
  });

  test.each([
    ["include: [other.yaml]", "include: another file"],
    ["volumes: { data: { external: true } }", "volumes.data.external"],
    ["volumes: { data: { name: shop_data } }", "volumes.data.name"],
    ["volumes: { data: { driver: local, driver_opts: { o: bind, device: / } } }", "volumes.data.driver_opts"],
    ["networks: { default: { external: true } }", "networks.default.external"],
    ["networks: { default: { name: prod_default } }", "networks.default.name"],
    ["networks: { default: { driver: macvlan } }", "networks.default.driver"],
    ["secrets: { key: { file: /etc/shop/token } }", "secrets.key.file: not of the commit"],
    ["secrets: { key: { external: true } }", "secrets.key.external"],
    ["configs: { own: { file: ../x } }", "configs.own.file: not of the commit"],
  ])("%s", (text, said) => {
    expect(objections(text)).toEqual([said]);
  });
});
