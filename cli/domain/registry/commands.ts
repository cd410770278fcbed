import { parseImageName } from "../image/reference.ts";

/** ECR's registries, those of both protocols of IP (`dkr-ecr … on.aws`) and of AWS's separate partitions too. */
const awsPattern =
  /^\d{12}\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.(?:com|com\.cn|eu)|on\.(?:aws|amazonwebservices\.com\.cn)|sc2s\.sgov\.gov|c2s\.ic\.gov)$/;
const awsPublic = "public.ecr.aws";

/** How somebody logs in there. */
export function loginCommand(registry: string): string {
  const [, region] = awsPattern.exec(registry) ?? [];
  if (region) {
    return `aws ecr get-login-password --region ${region} | docker login --username AWS --password-stdin ${registry}`;
  }
  if (registry === awsPublic) {
    return `aws ecr-public get-login-password --region us-east-1 | docker login --username AWS --password-stdin ${registry}`;
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
  if (registry === awsPublic) {
    const [, ...path] = repository.split("/");
    return `aws ecr-public create-repository --repository-name ${path.join("/")} --region us-east-1`;
  }
  const [, location] = /^([a-z0-9-]+)-docker\.pkg\.dev$/.exec(registry) ?? [];
  const [project, folder] = repository.split("/");
  if (!location || !folder) return undefined;
  return `gcloud artifacts repositories create ${folder} --repository-format=docker --location=${location} --project=${project}`;
}
