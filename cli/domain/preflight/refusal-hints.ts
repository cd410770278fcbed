/** Who is asked in vain by the API server, as its error names the address: `https://service.namespace.svc:443/path`. */
const silentWebhook =
  /failed calling webhook "(?<webhook>[^"]{1,253})"(?:[^"]{0,200}"https:\/\/(?<service>[\w-]{1,63})\.(?<namespace>[\w-]{1,63})\.svc)?/;

/** How to go on after a refusal in the API server's words, if it is not by correcting the chart. */
export function hintFor(message: string): string | undefined {
  if (/attempting to grant RBAC permissions not currently held/.test(message))
    return "Nobody gives rights that he does not have: ask for these for whoever promotes, or for the verbs `escalate` and `bind` on roles; or let somebody who has them promote this version.";
  const { webhook, service, namespace } = silentWebhook.exec(message)?.groups ?? {};
  if (webhook === undefined) return undefined;
  const look = service ? `\`kubectl --namespace ${namespace} get pods,endpointslices\` shows ${service}: ` : "";
  return (
    `The cluster takes this only if the webhook ${webhook} answers. ${look}let it run again, then run the same command again. ` +
    "If it belongs to this chart and cannot, delete its configuration (`kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations`): the promotion makes it anew."
  );
}

/** How to go on if an object is there already and not of this Helm release. */
export const foreignHint = (kind: string): string =>
  kind === "Namespace"
    ? "Leave the Namespace out of the chart: whoever promotes makes it, and Helm takes over none that it has not made. Do not delete it for that: all that is in it would go."
    : "Give it another name in the chart, as by `{{ .Release.Namespace }}` if each environment has one, or remove it from the cluster if nobody needs it.";
