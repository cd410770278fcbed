import { expect, test } from "vitest";
import { byHelm, clusterWhere } from "../../../testing/cluster/listing-server.ts";
import { addressesOf } from "./addresses.ts";
import { endpointsOf } from "./endpoints.ts";

const service = (name: string, { spec = {}, status = {}, release = "chat" } = {}) => ({
  metadata: { name, ...byHelm(release) },
  spec: { ports: [{ port: 80 }], ...spec },
  status,
});

const ingress = (hosts: (string | undefined)[], { tls = [] as string[], path = "/" } = {}) => ({
  metadata: { name: "chat", ...byHelm("chat") },
  spec: { rules: hosts.map((host) => ({ host, http: { paths: [{ path }] } })), tls: [{ hosts: tls }] },
});

test("a release is reached at the hosts of its ingresses, and at its load balancers", async () => {
  const balanced = {
    spec: { ports: [{ port: 443 }, { port: 8080 }] },
    status: { loadBalancer: { ingress: [{ ip: "192.0.2.7" }, { ip: "2001:db8::7" }, { hostname: "lb.example.com" }] } },
  };
  const cluster = await clusterWhere({
    ingresses: [
      ingress(["chat.example.com", "plain.example.com", "*.example.com", undefined], { tls: ["chat.example.com"] }),
      ingress(["regex.example.com"], { path: "/api(/|$)(.*)" }),
    ],
    services: [service("chat", balanced), service("other", { ...balanced, release: "other" })],
  });
  const { addresses, inside } = await addressesOf(cluster, "chat");
  expect(addresses).toEqual([
    "https://chat.example.com/",
    "http://plain.example.com/",
    "http://regex.example.com/",
    "https://192.0.2.7/",
    "http://192.0.2.7:8080/",
    "https://[2001:db8::7]/",
    "http://[2001:db8::7]:8080/",
    "https://lb.example.com/",
    "http://lb.example.com:8080/",
  ]);
  expect(inside).toEqual(["chat:443", "chat:8080"]);
});

test("a release is reached at the hosts of its HTTPRoutes, as their Gateway's listeners speak", async () => {
  const route = (sectionName: string | undefined, release = "chat") => ({
    metadata: { name: "chat", ...byHelm(release) },
    spec: {
      parentRefs: [{ name: "front", sectionName }],
      hostnames: [`${sectionName ?? "any"}.example.com`, "*.example.com"],
      rules: [{ matches: [{ path: { type: "PathPrefix", value: "/chat" } }] }, { matches: [{}] }],
    },
  });
  const gateway = {
    metadata: { name: "front" },
    spec: {
      listeners: [
        { name: "web", protocol: "HTTP" },
        { name: "tls", protocol: "HTTPS" },
      ],
    },
  };
  const httproutes = [route("web"), route("tls"), route(undefined), route("tls", "other")];
  const { addresses } = await addressesOf(await clusterWhere({ httproutes, "gateways/front": [gateway] }), "chat");
  expect(addresses).toEqual([
    "http://web.example.com/chat",
    "https://tls.example.com/chat",
    "https://any.example.com/chat",
  ]);
  const blind = await addressesOf(await clusterWhere({ httproutes: [route("tls")], "gateways/front": 403 }), "chat");
  expect(blind.addresses).toEqual(["http://tls.example.com/chat"]);
});

test("whoever may not list ingresses is told of the Services", async () => {
  const cluster = await clusterWhere({ ingresses: 403, services: [service("chat")] });
  expect(await addressesOf(cluster, "chat")).toEqual({ addresses: [], inside: ["chat:80"] });
});

test("a Service has the addresses that are ready, each once", async () => {
  const slice = (name: string, ...endpoints: [address: string, ready?: boolean][]) => ({
    metadata: { labels: { "kubernetes.io/service-name": name } },
    endpoints: endpoints.map(([address, ready]) => ({ addresses: [address], conditions: { ready } })),
  });
  const cluster = await clusterWhere({
    services: [
      service("chat"),
      service("redis", { spec: { selector: { app: "redis" } } }),
      service("elsewhere", { spec: { type: "ExternalName" } }),
      service("other", { release: "other" }),
    ],
    endpointslices: [
      slice("chat", ["10.0.0.1", true], ["10.0.0.2", false]),
      slice("chat", ["10.0.0.1", true], ["10.0.0.3"]),
      { metadata: { labels: { "kubernetes.io/service-name": "redis" } }, endpoints: null },
    ],
  });
  expect(await endpointsOf(cluster, "chat")).toEqual([
    { service: "chat", ready: 2, selector: {} },
    { service: "redis", ready: 0, selector: { app: "redis" } },
  ]);
  expect(await endpointsOf(await clusterWhere({ endpointslices: 403 }), "chat")).toBeUndefined();
});
