import { expect, test } from "vitest";
import { read } from "../../testing/folders.ts";
import { helmMajors } from "../../testing/helm.ts";
import { ownServers, sandbox } from "../../testing/parts.ts";
import { isFull } from "../../testing/projects.ts";
import { promotable } from "../../testing/promotables.ts";
import { expectRefused, written } from "../../testing/refusals.ts";
import { server } from "../../testing/samples.ts";

const own = ownServers();
const publish = () => ({ charts: own.charts, registry: sandbox().registry });

test.each(isFull ? helmMajors : ([4] as const))(
  "what the cluster would refuse is not begun, with Helm %i",
  async (helm) => {
    const place = await promotable({ publish: publish(), helm });
    const version = await place.release(server);
    const promote = () => place.promote("--env", "staging");
    const nothing = written(place, "staging");
    place.kubectl("staging", "create", "quota", "small", "--hard=limits.memory=16Mi");
    expectRefused(await promote(), {
      says: /Deployment \S+: exceeded quota: small, requested: limits\.memory=256Mi/,
      hint: /Correct the chart or the environment's values/,
    });
    expect(written(place, "staging")).toEqual(nothing);
    place.kubectl("staging", "delete", "quota", "small");
    expect((await promote()).result).toMatchObject({ outcome: "healthy", version, revision: 1 });

    const healthy = written(place, "staging");
    const template = "chart/templates/deployment.yaml";
    const changed = read(place.directory, template)
      .replace("allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true")
      .replaceAll(
        `include "${place.name}.selectorLabels" .`,
        `printf "app: other\\n%s" (include "${place.name}.selectorLabels" .)`,
      );
    const next = await place.release(server, { [template]: changed });
    const refused = await promote();
    expectRefused(refused, { says: /spec\.selector: .*field is immutable/, hint: /release again/ });
    expectRefused(refused, { says: /violates PodSecurity "restricted:latest": allowPrivilegeEscalation/, hint: /./ });
    expect(written(place, "staging")).toEqual(healthy);

    place.kubectl("staging", "delete", "deployment", place.name);
    place.kubectl(
      "staging",
      "label",
      "namespace",
      place.namespaces.staging,
      "--overwrite",
      "pod-security.kubernetes.io/enforce=baseline",
    );
    expect((await promote()).result).toMatchObject({ outcome: "healthy", version: next, revision: 2 });
  },
);

test("a gate looks at the place before it: what was healthy there, and is not any more, opens none", async () => {
  const place = await promotable({ publish: publish() });
  const version = await place.release(server);
  expect((await place.promote("--env", "staging")).result).toMatchObject({ outcome: "healthy", version });
  const [{ at, healthyAt }] = JSON.parse(
    (await place.chatops("history", "--env", "staging", "--json")).stdout,
  ).promotions;
  expect(Date.parse(healthyAt)).toBeGreaterThan(Date.parse(at));

  place.kubectl("staging", "scale", "deployment", place.name, "--replicas=0");
  place.kubectl("staging", "wait", "--for=delete", "pod", "--all", "--timeout=60s");
  const nothing = written(place, "prod");
  expectRefused(await place.promote("--env", "prod"), {
    exitCode: 4,
    says: new RegExp(
      `^the gate is closed: ${version} was healthy in staging at ${healthyAt}, and is not any more: .* no pod runs its image`,
    ),
    hint: /chatops status --env staging/,
  });
  expect(written(place, "prod")).toEqual(nothing);

  place.kubectl("staging", "scale", "deployment", place.name, "--replicas=1");
  place.kubectl("staging", "rollout", "status", `deployment/${place.name}`, "--timeout=120s");
  expect((await place.promote("--env", "prod")).result).toMatchObject({ outcome: "healthy", version });
});
