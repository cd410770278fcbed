// What is used of the client, by name: the bundle then leaves the other hundred APIs out, and loads in two thirds of the time. Imported
// lazily, since it is still the largest part of the program.
export {
  ApiException,
  AppsV1Api,
  AuthorizationV1Api,
  BatchV1Api,
  CoordinationV1Api,
  CoreV1Api,
  HttpMethod,
  IsomorphicFetchHttpLibrary,
  KubeConfig,
  KubernetesObjectApi,
  Log,
  RequestContext,
  ResponseContext,
  SelfDecodingBody,
  Watch,
  wrapHttpLibrary,
} from "@kubernetes/client-node";
