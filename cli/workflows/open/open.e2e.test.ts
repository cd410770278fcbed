import { expect } from "vitest";
import { clusterProject } from "../../../testing/cluster/cluster-project.ts";
import { composeProject, healthyServer, withLocal } from "../../../testing/docker/compose-project.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full } from "../../../testing/setup/short-run.ts";

const own = ownServers();

const ingress = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: "{{ .Release.Name }}" }
spec:
  tls: [{ hosts: [shop.example.com], secretName: shop-tls }]
  rules:
  {{- range list "shop.example.com" "plain.example.com" "*.example.com" }}
    - host: {{ . | quote }}
      http:
        paths:
          - { path: /app, pathType: Prefix, backend: { service: { name: "{{ $.Release.Name }}", port: { number: 80 } } } }
  {{- end }}
`;

full("in a cluster the hosts of its ingresses are told; without one, how to get in all the same", async () => {
  const place = await clusterProject({ publish: { charts: own.charts, registry: sandbox().registry } });
  await place.release(plainServer);
  const empty = await place.chatops("open", "--env", "staging");
  expect(empty.stderr).toContain("chatops promote --env staging");
  expect((await place.promote("--env", "staging")).exitCode).toBe(0);
  const none = await place.chatops("open", "--env", "staging");
  expect(none).toMatchObject({ exitCode: 3, stdout: "" });
  expect(none.stderr).toMatch(new RegExp(`kubectl --namespace \\S+ port-forward service/${place.name} 8080:\\d+`));

  await place.release(plainServer, { "chart/templates/own-ingress.yaml": ingress });
  const ran = await place.promote("--env", "staging");
  expect(ran, ran.stdout).toMatchObject({ exitCode: 0 });
  expect(await place.chatops("open", "--env", "staging")).toMatchObject({
    exitCode: 0,
    stdout: "https://shop.example.com/app\nhttp://plain.example.com/app\n",
  });
});

full("on Compose the published port of the project's own service is told, and answers", async () => {
  const place = composeProject();
  place.commit({ "chatops.yaml": withLocal(place.name) });
  const version = await place.release(healthyServer);
  const nothing = await place.chatops("open", "--json");
  expect(nothing).toMatchObject({ exitCode: 3 });
  await place.deploy();
  const { stdout } = await place.chatops("open", "--json");
  const { addresses } = JSON.parse(stdout);
  expect(addresses).toHaveLength(1);
  expect(await (await fetch(addresses[0])).text()).toBe(version);
});
