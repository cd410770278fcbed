import type { V1EndpointSlice, V1Service } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import { assign, placesOf } from "./addresses.ts";

const pool = ["10.0.0.1", "10.0.0.2"];
const balancer = (name: string, spec: V1Service["spec"] = {}, ip?: string): V1Service => ({
  metadata: { name, namespace: "shop" },
  spec: { type: "LoadBalancer", ...spec },
  status: { loadBalancer: ip ? { ingress: [{ ip }] } : {} },
});
const addresses = (services: V1Service[]) =>
  assign(services, pool).map(({ service, address }) => [service.metadata?.name, address]);

test("each Service that lacks an address gets one that no other has", () => {
  const services = [balancer("a"), balancer("b", {}, "10.0.0.1"), balancer("c")];
  expect(addresses(services)).toEqual([["a", "10.0.0.2"]]);
});

test("a Service gets the address that it asks for, or none", () => {
  expect(addresses([balancer("a", { loadBalancerIP: "10.0.0.2" })])).toEqual([["a", "10.0.0.2"]]);
  expect(addresses([balancer("a", { loadBalancerIP: "192.0.2.1" })])).toEqual([]);
});

test("a Service of another class is left to its controller", () => {
  expect(addresses([balancer("a", { loadBalancerClass: "other.example/balancer" })])).toEqual([]);
});

test("a Service that is no load balancer any more gives its address back", () => {
  expect(addresses([balancer("a", { type: "ClusterIP" }, "10.0.0.1")])).toEqual([["a", undefined]]);
});

const slice = (nodeName: string, ready: boolean): V1EndpointSlice => ({
  metadata: { namespace: "shop", labels: { "kubernetes.io/service-name": "a" } },
  addressType: "IPv4",
  endpoints: [{ addresses: ["10.244.0.2"], nodeName, conditions: { ready } }],
});

test("where clients' addresses matter, the machine is led to a node with a ready pod", () => {
  const slices = [slice("worker-1", false), slice("worker-2", true)];
  const local = balancer("a", { externalTrafficPolicy: "Local" }, "10.0.0.1");
  expect([...placesOf([local], slices)]).toEqual([["10.0.0.1", "worker-2"]]);
  expect([...placesOf([balancer("a", {}, "10.0.0.1")], slices)]).toEqual([]);
  expect([...placesOf([local], [])]).toEqual([]);
});
