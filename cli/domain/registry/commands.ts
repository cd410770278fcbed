import { parseImageName } from "../image/reference.ts";

const awsPattern = /^\d+\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/;

/** How somebody logs in there. */
export function loginCommand(registry: string): string {
  const [, region] = awsPattern.exec(registry) ?? [];
  if (region) {
    return `aws ecr get-login-password --region ${region} | docker login --username AWS --password-stdin ${registry}`;
  }
  const [, azure] = /^([a-z0-9]+)\.azurecr\.(?:io|cn|us)$/.exec(registry) ?? [];
  if (azure) return `az acr login --name ${azure}`;
  if (/(?:^|[.-])(?:docker\.pkg\.dev|gcr\.io)$/.test(registry)) return `gcloud auth configure-docker ${registry}`;
  return registry === "docker.io" ? "docker login" : `docker login ${registry}`;
}

/** How the repository behind a name is made where none is made by pushing; undefined if that is not known. */
export function createCommand(name: string): string | undefined {
  const { registry, repository } = parseImageName(name);
  const [, region] = awsPattern.exec(registry) ?? [];
  if (region) return `aws ecr create-repository --repository-name ${repository} --region ${region}`;
  if (registry === "public.ecr.aws") {
    const [, ...path] = repository.split("/");
    return `aws ecr-public create-repository --repository-name ${path.join("/")} --region us-east-1`;
  }
  const [, location] = /^([a-z0-9-]+)-docker\.pkg\.dev$/.exec(registry) ?? [];
  const [project, folder] = repository.split("/");
  if (!location || !folder) return undefined;
  return `gcloud artifacts repositories create ${folder} --repository-format=docker --location=${location} --project=${project}`;
}
