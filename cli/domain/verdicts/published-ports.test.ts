import { describe, expect, test } from "vitest";
import { chatRollout } from "../../../testing/fixtures/compose-states.ts";
import type { Neighbour } from "../rollout/rollout.ts";
import { judge } from "./judge.ts";

const programming = "driver failed programming external connectivity on endpoint chat (1f)";
const settingUp = `failed to set up container networking: ${programming}`;
const privileged =
  "cannot expose privileged port 80, you can add 'net.ipv4.ip_unprivileged_port_start=80' to /etc/sysctl.conf (currently 1024)";

const taken = { code: "network.port-taken", cause: "port 8080 of this machine is taken by another program" };
const denied = { code: "network.port-denied", cause: "the engine may not open port 80 of this machine" };
const noAddress = {
  code: "network.address-absent",
  cause: "this machine has no address 192.0.2.1 to publish port 8080 on",
};
const aPortTaken = { ...taken, cause: "a port that the Compose file publishes is taken by another program" };

/** As `Error response from daemon: …`. */
const refusals: [engine: string, said: string, verdict: { code: string; cause: string }][] = [
  ["24 to 27, by a container", `${programming}: Bind for 0.0.0.0:8080 failed: port is already allocated`, taken],
  ["28 and 29, by a container", `${settingUp}: Bind for 0.0.0.0:8080 failed: port is already allocated`, taken],
  ["any, by a container, IPv6", `${settingUp}: Bind for :::8080 failed: port is already allocated`, taken],
  [
    "24 to 26",
    `${programming}: Error starting userland proxy: listen tcp4 0.0.0.0:8080: bind: address already in use`,
    taken,
  ],
  [
    "24 to 26, UDP",
    `${programming}: Error starting userland proxy: listen udp4 0.0.0.0:8080: bind: address already in use`,
    taken,
  ],
  [
    "27",
    `${programming}: failed to bind port 0.0.0.0:8080/tcp: Error starting userland proxy: listen tcp4 0.0.0.0:8080: bind: address already in use`,
    taken,
  ],
  ["28", `${settingUp}: failed to bind host port for 0.0.0.0:8080:172.18.0.2:80/tcp: address already in use`, taken],
  ["28, IPv6", `${settingUp}: failed to bind host port for [::]:8080:[fd00::2]:80/tcp: address already in use`, taken],
  [
    "28, of a range",
    `${settingUp}: failed to bind host port 8080 for 0.0.0.0:8079-8080:172.18.0.2:80/tcp: address already in use`,
    taken,
  ],
  [
    "28, SCTP",
    `${settingUp}: error starting userland proxy: failed to listen on 0.0.0.0:8080: address already in use`,
    taken,
  ],
  ["28, found out late", `${settingUp}: failed to listen on TCP socket: address already in use`, aPortTaken],
  ["29", `${settingUp}: failed to bind host port 0.0.0.0:8080/tcp: address already in use`, taken],
  ["29, IPv6", `${settingUp}: failed to bind host port [::1]:8080/udp: address already in use`, taken],
  ["any, of a range", `${settingUp}: all ports are allocated`, aPortTaken],
  [
    "Docker Desktop on macOS",
    "ports are not available: exposing port TCP 127.0.0.1:8080 -> 127.0.0.1:0: listen tcp4 127.0.0.1:8080: bind: address already in use",
    taken,
  ],
  [
    "Docker Desktop on Windows",
    "Ports are not available: exposing port TCP 0.0.0.0:8080 -> 0.0.0.0:0: listen tcp4 0.0.0.0:8080: bind: Only one usage of each socket address (protocol/network address/port) is normally permitted.",
    taken,
  ],
  [
    "Docker Desktop on Windows, a reserved port",
    "Ports are not available: exposing port TCP 0.0.0.0:80 -> 0.0.0.0:0: listen tcp 0.0.0.0:80: bind: An attempt was made to access a socket in a way forbidden by its access permissions.",
    denied,
  ],
  [
    "rootless, 24 to 27",
    `${programming}: Error starting userland proxy: error while calling PortManager.AddPort(): ${privileged}: listen tcp4 0.0.0.0:80: bind: permission denied`,
    denied,
  ],
  [
    "rootless, 28 and 29",
    `${settingUp}: error while calling RootlessKit PortManager.AddPort(): ${privileged}: listen tcp4 0.0.0.0:80: bind: permission denied`,
    denied,
  ],
  ["29, without the right", `${settingUp}: failed to bind host port 0.0.0.0:80/tcp: permission denied`, denied],
  [
    "24 to 26, an address of another machine",
    `${programming}: Error starting userland proxy: listen tcp4 192.0.2.1:8080: bind: cannot assign requested address`,
    noAddress,
  ],
  [
    "28, an address of another machine",
    `${settingUp}: failed to bind host port for 192.0.2.1:8080:172.18.0.2:80/tcp: cannot assign requested address`,
    noAddress,
  ],
  [
    "29, an address of another machine",
    `${settingUp}: failed to bind host port 192.0.2.1:8080/tcp: cannot assign requested address`,
    noAddress,
  ],
];

describe("a port that the engine could not open", () => {
  test.each(refusals)("Docker %s", (_, said, verdict) => {
    const line = `Error response from daemon: ${said}`;
    const found = judge(chatRollout([], ` Container chat-chat-1 Starting\n${line}\n`));
    expect(found).toMatchObject({ ...verdict, reason: "network", evidence: [line] });
  });

  test("for a reason that nobody knows is not said to be taken", () => {
    const said = `Error response from daemon: ${settingUp}: failed to bind host port 0.0.0.0:80/tcp: protocol not available`;
    expect(judge(chatRollout([], said))?.code).toBe("uncertain");
  });
});

const elsewhere = {
  name: "old-web-1",
  ports: [8080],
  project: "old-local",
  folder: "/srv/old",
  environment: undefined,
  isOwn: false,
};
const said = `Error response from daemon: ${programming}: Bind for 0.0.0.0:8080 failed: port is already allocated`;
const down = "Run `docker compose --project-name old-local down`, which keeps its volumes, or publish another port";

describe("who holds the port is named", () => {
  test.each<[what: string, holder: Neighbour | undefined, by: string, fix: string]>([
    ["nobody in the engine", undefined, "another program", "Free the port"],
    ["another project", elsewhere, "old-web-1 of the Compose project old-local, started in /srv/old", down],
    [
      "one's own, renamed",
      { ...elsewhere, environment: "local", isOwn: true },
      "old-web-1 of the Compose project old-local, as which this project ran under another name or in another folder",
      down,
    ],
    [
      "another environment of the project",
      { ...elsewhere, environment: "staging", project: "shop-staging", isOwn: true },
      "old-web-1 of the environment staging of this project",
      "so publish another port",
    ],
    [
      "another service of the file",
      { ...elsewhere, name: "shop-local-api-1", project: "shop-local", isOwn: true },
      "shop-local-api-1 of this very Compose project",
      "Let only one of its services publish that port.",
    ],
    [
      "a container of no project",
      { name: "proxy", ports: [80, 8080], project: undefined, folder: undefined, environment: undefined, isOwn: false },
      "the container proxy",
      "Run `docker stop proxy`",
    ],
    ["nobody, where others hold other ports", { ...elsewhere, ports: [80] }, "another program", "Free the port"],
  ])("%s", (_, holder, by, fix) => {
    const engine = { machine: undefined, neighbours: holder ? [holder] : [], project: "shop-local" };
    const found = judge(chatRollout([], said, engine));
    expect(found).toMatchObject({ code: "network.port-taken", cause: `port 8080 of this machine is taken by ${by}` });
    expect(found?.fix).toContain(fix);
  });

  test("on the machine of the engine, if that is another one", () => {
    const engine = { machine: "build.example.com", neighbours: [], project: "shop-local" };
    expect(judge(chatRollout([], said, engine))?.cause).toBe(
      "port 8080 of build.example.com is taken by another program",
    );
  });
});
