import { expect, test } from "vitest";
import { defaultedFields, strategyPatch } from "./defaulted.ts";

const object = (kind: string, spec: object) => ({ kind, metadata: { name: "shop" }, spec });
const rollingUpdate = { maxSurge: "25%", maxUnavailable: "25%" };
const forbidden = {
  field: "spec.strategy.rollingUpdate",
  message: "Forbidden: may not be specified when strategy `type` is 'Recreate'",
};

test("a strategy that the defaults of the one before stand in the way of is told with the command that takes them away", () => {
  const live = object("Deployment", { strategy: { type: "RollingUpdate", rollingUpdate } });
  const wanted = object("Deployment", { strategy: { type: "Recreate" } });
  const told = defaultedFields(live, wanted, [forbidden], "prod");
  expect(told?.message).toBe(
    'has spec.strategy.rollingUpdate by default, which does not go with the chart\'s spec.strategy {"type":"Recreate"}, and Helm does not take it away',
  );
  expect(told?.hint).toContain(
    `\`kubectl --namespace prod patch deployment shop --type merge --patch '{"spec":{"strategy":{"type":"Recreate","rollingUpdate":null}}}'\``,
  );
});

test("so it is with a StatefulSet that is to be updated by hand", () => {
  const field = "spec.updateStrategy.rollingUpdate";
  const live = object("StatefulSet", { updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 0 } } });
  const wanted = object("StatefulSet", { updateStrategy: { type: "OnDelete" } });
  const message = `Invalid value: {"Partition":0}: only allowed for updateStrategy 'RollingUpdate'`;
  expect(defaultedFields(live, wanted, [{ field, message }], "prod")?.hint).toContain(
    '{"spec":{"updateStrategy":{"type":"OnDelete","rollingUpdate":null}}}',
  );
});

test.each<[what: string, strategy: object, refused: (typeof forbidden)[]]>([
  ["the chart has both itself", { type: "Recreate", rollingUpdate }, [forbidden]],
  ["something else is refused, too", { type: "Recreate" }, [forbidden, { field: "spec.replicas", message: "Invalid" }]],
  ["it is refused for another reason", { type: "Recreate" }, [{ ...forbidden, message: "Invalid value" }]],
])("nothing is told if %s", (_, strategy, refused) => {
  const live = object("Deployment", { strategy: { type: "RollingUpdate", rollingUpdate } });
  expect(defaultedFields(live, object("Deployment", { strategy }), refused, "prod")).toBeUndefined();
});

test("what stands in the way of going back to a strategy is taken away, and nothing else", () => {
  const live = object("Deployment", { replicas: 2, strategy: { type: "RollingUpdate", rollingUpdate } });
  const of = (strategy: object) => strategyPatch(live, object("Deployment", { strategy }));
  expect(of({ type: "Recreate" })).toEqual({ spec: { strategy: { type: "Recreate", rollingUpdate: null } } });
  expect(of({ type: "RollingUpdate" })).toBeUndefined();
  expect(of({})).toBeUndefined();
  const recreated = object("Deployment", { strategy: { type: "Recreate" } });
  expect(strategyPatch(recreated, recreated)).toBeUndefined();
  expect(strategyPatch(live, object("Deployment", {}))).toBeUndefined();
});
