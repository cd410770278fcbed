import { describe, expect, test } from "vitest";
import { parseManifest } from "../promotion/manifest.ts";
import { backendsOf, foreignServices, lostRoutes } from "./routes.ts";

const named = (apiVersion: string, kind: string, spec: object, name = "shop") => ({
  ...{ apiVersion, kind, metadata: { name }, spec },
});
const service = named("v1", "Service", { ports: [{ name: "web", port: 80 }, { port: 9090 }] });
const to = (name: string, port: object) => ({ backend: { service: { name, port } } });
const ingress = (...paths: object[]) => named("networking.k8s.io/v1", "Ingress", { rules: [{ http: { paths } }] });
const route = (...backendRefs: object[]) =>
  named("gateway.networking.k8s.io/v1", "HTTPRoute", { rules: [{ backendRefs }] });
const chart = (...objects: object[]) => parseManifest(objects.map((object) => JSON.stringify(object)).join("\n---\n"));

const said = (
  objects: ReturnType<typeof chart>,
  live: Parameters<typeof lostRoutes>[0]["live"] = new Map(),
  wasSo = false,
) =>
  lostRoutes({ objects, namespace: "shop", live, wasSo: () => wasSo }).map(
    ({ kind, name, severity, message }) => `${severity}: ${kind} ${name} ${message}`,
  );

const absent = "leads to the Service shop-web, which does not exist, and the chart does not bring it";

describe("a route", () => {
  test("to a Service that is not there leads nowhere, and is refused", () => {
    const objects = chart(service, ingress(to("shop-web", { number: 80 })));
    expect(foreignServices(objects, "shop")).toEqual(["shop-web"]);
    expect(said(objects, new Map([["shop-web", undefined]]))).toEqual([`refused: Ingress shop ${absent}`]);
    const byDefault = named("networking.k8s.io/v1", "Ingress", {
      defaultBackend: { service: { name: "shop-web", port: { number: 80 } } },
    });
    expect(said(chart(byDefault), new Map([["shop-web", undefined]]))).toHaveLength(1);
    expect(said(chart(route({ name: "shop-web", port: 80 })), new Map([["shop-web", undefined]]))).toEqual([
      `refused: HTTPRoute shop ${absent}`,
    ]);
  });

  test("to a port that the Service does not have is refused, and those that it has are named", () => {
    expect(said(chart(service, ingress(to("shop", { name: "http" }))))).toEqual([
      "refused: Ingress shop leads to the port http of the Service shop, which has web (80), 9090",
    ]);
    expect(said(chart(service, route({ name: "shop", port: 8080 })))).toEqual([
      "refused: HTTPRoute shop leads to the port 8080 of the Service shop, which has web (80), 9090",
    ]);
  });

  test.each<[why: string, objects: ReturnType<typeof chart>, live?: Parameters<typeof said>[1]]>([
    ["leads to a port by its name", chart(service, ingress(to("shop", { name: "web" })))],
    ["leads to a port by its number", chart(service, ingress(to("shop", { number: 9090 })))],
    [
      "leads to a Service of others",
      chart(ingress(to("api", { number: 80 }))),
      new Map([["api", [{ name: "http", port: 80 }]]]),
    ],
    ["leads to what may not be read", chart(ingress(to("api", { number: 80 })))],
    ["leads to what stands for a name elsewhere", chart(ingress(to("api", { number: 80 }))), new Map([["api", []]])],
    [
      "is told in an annotation",
      chart(ingress(to("redirect", { name: "use-annotation" }))),
      new Map([["redirect", undefined]]),
    ],
    ["leads elsewhere", chart(route({ name: "api", namespace: "other", port: 80 }, { kind: "S3", name: "files" }))],
    [
      "is in another namespace",
      chart({ ...ingress(to("api", { number: 80 })), metadata: { name: "shop", namespace: "other" } }),
      new Map([["api", undefined]]),
    ],
  ])("is well if it %s", (_, objects, live) => expect(said(objects, live)).toEqual([]));

  test("is only doubtful if another of its backends is there, it was so before, or something may make the Service", () => {
    const lost = new Map([["shop-web", undefined]]);
    const both = ingress(to("shop", { name: "web" }), to("shop-web", { number: 80 }));
    const maker = { apiVersion: "serving.knative.dev/v1", kind: "Service", metadata: { name: "shop-web" } };
    const only = ingress(to("shop-web", { number: 80 }));
    expect(said(chart(service, both), lost)).toEqual([`warning: Ingress shop ${absent}`]);
    expect(said(chart(only), lost, true)).toEqual([`warning: Ingress shop ${absent}`]);
    expect(said(chart({ ...maker, kind: "Backend" }, only), lost)).toEqual([`warning: Ingress shop ${absent}`]);
  });
});

test("what is no route has no backends", () => {
  expect(backendsOf({ kind: "Deployment", spec: {} })).toEqual([]);
});
