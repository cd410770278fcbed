import { expect, test } from "vitest";
import { addressesOf } from "./published.ts";

const at = (HostIp: string, HostPort = "8080") => ({ "80/tcp": [{ HostIp, HostPort }] });
const both = { "80/tcp": [...at("0.0.0.0")["80/tcp"], ...at("::")["80/tcp"]], "81/tcp": null };

test.each<[what: string, ports: object, machine: string | undefined, published: string[], onlyThere?: string[]]>([
  ["every address of this machine", both, undefined, ["localhost:8080"]],
  [
    "every address, another port in IPv6",
    { "80/tcp": [...at("0.0.0.0")["80/tcp"], ...at("::", "9090")["80/tcp"]] },
    undefined,
    ["localhost:8080"],
  ],
  ["every address in IPv6 alone", at("::"), undefined, ["localhost:8080"]],
  ["every address of another one", both, "build.example.com", ["build.example.com:8080"]],
  ["every address of the engine beside a job", both, "docker", ["docker:8080"]],
  ["every address of one with an IPv6 address", both, "[fd00::1]", ["[fd00::1]:8080"]],
  ["the loopback of this machine", at("127.0.0.1"), undefined, ["localhost:8080"]],
  ["another address of that", at("127.0.0.9"), undefined, ["127.0.0.9:8080"]],
  ["the loopback of another machine", at("127.0.0.1"), "docker", [], ["127.0.0.1:8080"]],
  ["that in IPv6", at("::1"), "docker", [], ["[::1]:8080"]],
  ["an address of another machine", at("10.0.0.7"), "docker", ["10.0.0.7:8080"]],
  ["an IPv6 address", at("fd00::7"), undefined, ["[fd00::7]:8080"]],
  ["no port yet", at("0.0.0.0", "0"), "docker", []],
  ["nothing", {}, "docker", []],
])("a port on %s", (_, ports, machine, published, onlyThere = []) => {
  expect(addressesOf(ports as Parameters<typeof addressesOf>[0], machine)).toEqual({ published, onlyThere });
});
