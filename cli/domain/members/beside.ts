/** What is beside the services: tools, settings, examples, and what is deployed by others. */
const besides =
  /^(?:(?:[\w-]{1,40}-)?docs?(?:-?(?:src|source))?|documentation|recipes|extras?|contrib|legacy|storybook|cypress|playwright|tests?|testing|bench(?:mark)?s?|examples?|samples?|demos?|scripts?|dev|tools?|tooling|hack|infra(?:structure)?|terraform|deploy(?:ment)?s?(?:-[\w-]{1,40})?|docker|k8s|kubernetes|kustomize|helm|charts?|ci|templates?|boilerplates?|configs?|fixtures?|mocks?|packaging|installers?|load-?(?:test|generator)s?|seeds?|migrations?|public|static|assets|third_party|plugins?|extensions?|themes?)$/i;

/** Whether a folder, or one that it is in, holds no service by what it is called, or as a part of a program on the JVM. */
export const isBeside = (folder: string): boolean =>
  /(?:^|\/)src\/(?:main|test)(?:\/|$)/.test(folder) ||
  folder
    .split("/")
    .some((part) => besides.test(part) || part.startsWith(".") || /e2e/i.test(part) || /-tests?$/i.test(part));
