import { preconditionError } from "../../../lib/errors.ts";
import { chartFile } from "../../domain/release/naming.ts";
import { formOf, type HttpRepository, unexpected, verifyTaken } from "./http-repository.ts";
import type { ChartStore } from "./store.ts";

/** GitLab's package registry: charts of `…/projects/1/packages/helm/stable` are uploaded beside it, by a form. */
export function gitlabCharts({ url, ask, reading, verifyReadRight }: HttpRepository): ChartStore {
  const slash = url.lastIndexOf("/");
  const api = `${url.slice(0, slash)}/api${url.slice(slash)}/charts`;
  return {
    ...reading,
    planOf: ({ name, version }) => `POST ${chartFile(name, version)} to ${api}`,
    async verifyWriteRight(name) {
      // GitLab looks at the rights before it looks into the form.
      const reply = await ask(api, await formOf());
      if (reply.status === 404) throw noProject(url);
      if (reply.status >= 500) throw unexpected(url, reply);
      await verifyReadRight(name);
    },
    async upload({ name, version }, packaged) {
      const form = await formOf({ name: chartFile(name, version), packaged });
      verifyTaken(url, await ask(api, form), packaged.length);
    },
  };
}

const noProject = (url: string) =>
  preconditionError(`there is no ${url}, or not for this user`, {
    hint: "It must be such as https://gitlab.example.com/api/v4/projects/1/packages/helm/stable, with packages switched on in the project.",
  });
