import { expect, test } from "vitest";
import { defaultName, loadBalancerOf, namespacesOf, nodePortOf } from "./cluster.ts";

const service = (ingress?: object[]) => ({
  spec: { ports: [{ nodePort: 30_123 }] },
  status: { loadBalancer: { ...(ingress && { ingress }) } },
});

test("prod is found at its load balancer, by address or by name", () => {
  expect(loadBalancerOf(service([{ ip: "10.0.0.7" }]))).toBe("http://10.0.0.7");
  expect(loadBalancerOf(service([{ hostname: "lb.example.com" }]))).toBe("http://lb.example.com");
});

test("in a cluster that gives no addresses, at a port of a node", () => {
  expect(loadBalancerOf(service())).toBeUndefined();
  const addresses = [
    { type: "Hostname", address: "kind-control-plane" },
    { type: "InternalIP", address: "172.18.0.2" },
  ];
  expect(nodePortOf(service(), { items: [{ status: { addresses } }] })).toBe("http://172.18.0.2:30123");
});

test("the default demo has chatdito for prod, and shares it with no other", () => {
  expect(namespacesOf(defaultName)).toEqual({ staging: "chat-demo-staging", prod: "chatdito" });
  expect(namespacesOf("other")).toEqual({ staging: "other-staging", prod: "other-prod" });
});
