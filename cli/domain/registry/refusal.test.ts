import { describe, expect, test } from "vitest";
import { createCommand, loginCommand } from "./commands.ts";
import { busyStatus, kindOf, type RefusalKind } from "./refusal.ts";

const ecr = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/team/chat";

test.each<[words: string, is: RefusalKind["is"], hint: string, name?: string]>([
  [
    "tag invalid: The image tag '1.0.0' already exists in the 'team/chat' repository and cannot be overwritten because the tag is immutable.",
    "immutable",
    "higher version",
  ],
  ["Failed to process request due to 'chat:1.0.0' configured as immutable.", "immutable", "higher version"],
  ["manifest invalid: cannot update tag 1.0.0. The repository has enabled tag immutability", "immutable", "--bump"],
  ["blob upload invalid: Repository does not allow updating assets: docker-hosted", "immutable", "--bump"],
  ["error parsing HTTP 413 response body: invalid character '<'", "size", "client_max_body_size"],
  [
    "denied: adding 5.0 MiB of storage resource, which will exceed the configured upper limit of 1 GiB",
    "quota",
    "room",
  ],
  ["toomanyrequests: You have reached your unauthenticated pull rate limit.", "rate", "docker login"],
  ["denied: Your authorization token has expired. Reauthenticate and try again.", "login", "get-login-password", ecr],
  [
    "error parsing HTTP 403 response body: invalid character 'Y': \"Your Authorization Token has expired. Please run 'aws ecr get-login'\"",
    "login",
    "get-login-password",
    ecr,
  ],
  ["unauthorized: incorrect username or password", "login", "docker login ghcr.io"],
  ["unauthorized: authentication required", "login", "docker login ghcr.io"],
  ["no basic auth credentials", "login", "aws ecr get-login-password --region eu-central-1", ecr],
  [
    "name unknown: The repository with name 'team/chat' does not exist in the registry with id '123456789012'",
    "repository",
    "aws ecr create-repository --repository-name team/chat --region eu-central-1",
    ecr,
  ],
  [
    "denied: User: arn:aws:iam::123456789012:user/ci is not authorized to perform: ecr:InitiateLayerUpload on resource: arn:aws:ecr:eu-central-1:123456789012:repository/team/chat because no identity-based policy allows the ecr:InitiateLayerUpload action",
    "right",
    "If the repository does not exist yet: `aws ecr create-repository --repository-name team/chat --region eu-central-1`",
    "123456789012.dkr-ecr.eu-central-1.on.aws/team/chat",
  ],
  ["unauthorized: project team not found: project team not found", "repository", "Create team/chat"],
  [
    'name unknown: Repository "chat" not found',
    "repository",
    "gcloud artifacts repositories create images --repository-format=docker --location=europe-west3 --project=team",
    "europe-west3-docker.pkg.dev/team/images/chat",
  ],
  [
    'denied: Permission "artifactregistry.repositories.uploadArtifacts" denied on resource "x" (or it may not exist)',
    "right",
    "gcloud artifacts repositories create images",
    "europe-west3-docker.pkg.dev/team/images/chat",
  ],
  ["unauthorized to access repository: team/chat, action: push", "right", "docker login"],
  ["denied: requested access to the resource is denied", "right", "`docker login`", "docker.io/team/chat"],
  ["unauthorized: access to the requested resource is not authorized", "right", "docker login"],
  ["denied: permission_denied: write_package", "right", "Manage Actions access"],
  ["denied: installation not allowed to Create organization package", "right", "packages: write"],
  ["The operation is disallowed on this registry, repository or image.", "read-only", "takes pushes"],
  ["Get https://ghcr.io/v2/: http: server gave HTTP response to HTTPS client", "http", "insecure-registries"],
  [
    "tls: failed to verify certificate: x509: certificate signed by unknown authority",
    "certificate",
    "certs.d/ghcr.io",
  ],
  ["dial tcp: lookup ghcr.io on 10.0.0.1:53: no such host", "network", "daemon.json"],
  ["unexpected EOF", "cut", "proxy_read_timeout"],
  ['Patch "https://ghcr.io/v2/team/chat/blobs/uploads/1": EOF', "cut", "goes on with the layers"],
  ["write tcp 10.0.0.2:51234->10.0.0.3:443: write: connection reset by peer", "cut", "client_max_body_size"],
])("%s: it is the %s", (words, is, hint, name = "ghcr.io/team/chat") => {
  const kind = kindOf({ name, status: undefined, words });
  expect(kind?.is).toBe(is);
  expect(kind?.hint).toContain(hint);
});

test.each<[status: number, is: RefusalKind["is"] | undefined]>([
  [401, "login"],
  [403, "right"],
  [404, "repository"],
  [405, "read-only"],
  [412, "immutable"],
  [413, "size"],
  [429, "rate"],
  [507, "quota"],
  [500, undefined],
  [503, undefined],
])("a status of %i without words: %s", (status, is) => {
  expect(kindOf({ name: "ghcr.io/team/chat", status, words: "" })?.is).toBe(is);
});

describe("commands for a registry", () => {
  test.each([
    "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/team/chat",
    "123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn/team/chat",
    "123456789012.dkr-ecr-fips.cn-north-1.on.aws/team/chat",
  ])("%s is a repository of ECR", (name) => {
    expect(createCommand(name)).toBe("aws ecr create-repository --repository-name team/chat --region cn-north-1");
  });

  test.each([
    ["docker.io", "docker login"],
    ["ghcr.io", "docker login ghcr.io"],
    [
      "public.ecr.aws",
      "aws ecr-public get-login-password --region us-east-1 | docker login --username AWS --password-stdin public.ecr.aws",
    ],
    [
      "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com",
      "aws ecr get-login-password --region us-gov-west-1 | docker login --username AWS --password-stdin 123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com",
    ],
    ["team.azurecr.io", "az acr login --name team"],
    ["europe-west3-docker.pkg.dev", "gcloud auth configure-docker europe-west3-docker.pkg.dev"],
  ])("a login to %s", (registry, command) => {
    expect(loginCommand(registry)).toBe(command);
  });

  test.each([
    ["public.ecr.aws/team/chat", "aws ecr-public create-repository --repository-name chat --region us-east-1"],
    ["ghcr.io/team/chat", undefined],
    ["localhost:5000/chat", undefined],
  ])("a repository for %s", (name, command) => {
    expect(createCommand(name)).toBe(command);
  });
});

test.each([
  ['error parsing HTTP 429 response body: unexpected end of JSON input: ""', 429],
  ["received unexpected HTTP status: 503 Service Unavailable", 503],
  ["unexpected status from POST request to https://registry.example/v2/chat/blobs/uploads/: 502 Bad Gateway", 502],
  ["toomanyrequests: too many requests", 429],
  ["toomanyrequests: You have reached your unauthenticated pull rate limit.", undefined],
  ["denied: requested access to the resource is denied", undefined],
  ["unexpected status from PUT request to https://registry.example:5000/v2/chat: 403 Forbidden", undefined],
])("what the engine says of a registry that is busy passes: %s", (words, status) => {
  expect(busyStatus(words)).toBe(status);
});
