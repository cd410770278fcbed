export type Target = "kubernetes" | "compose" | "stop";

export interface Questions {
  target: string;
  environment: (names: readonly string[]) => string;
  /** `newest` is what Enter takes, `current` what [M] keeps. */
  version: (newest: string, current: string | undefined) => string;
  invalid: string;
  stopped: string;
}

const english: Questions = {
  target: "Deploy to\n\n[K]ubernetes or\n[D]ocker?\n\nTo stop, press [S]\n> ",
  environment: (names) => `Environment (${names.join(", ")}), or [S] to stop: `,
  version: (newest, current) =>
    `Version of the image (Enter takes ${newest})${current ? `, or [M] to keep the current one (${current})` : ""}: `,
  invalid: "Not an answer; try again.",
  stopped: "Stopped; nothing was changed.",
};

const portuguese: Questions = {
  target: "Deseja realizar o deploy em:\n\n[K]ubernetes ou no\n[D]ocker?\n\nPara sair, pressione [S]\n> ",
  environment: (names) => `Informe o ambiente (${names.join(", ")}), ou [S] para sair: `,
  version: (newest, current) =>
    `Informe a versão da imagem (Enter: ${newest})${current ? ` ou [M] para manter a atual (${current})` : ""}: `,
  invalid: "Opção inválida!",
  stopped: "Saindo... nada foi alterado.",
};

/** The questions in the language of the user's locale. */
export function questionsFor({ LC_ALL, LC_MESSAGES, LANG }: Record<string, string | undefined>): Questions {
  return /^pt/i.test(LC_ALL || LC_MESSAGES || LANG || "") ? portuguese : english;
}

/** What people call each kind of environment. */
const kinds = new Map<string, Exclude<Target, "stop">>([
  ...["k", "k8s", "kube", "kubernetes", "cluster"].map((word) => [word, "kubernetes"] as const),
  ...["d", "docker", "compose", "docker-compose", "docker compose"].map((word) => [word, "compose"] as const),
]);

/** The kind of environment that a word stands for; undefined if it stands for none. */
export const readKind = (word: string): Exclude<Target, "stop"> | undefined => kinds.get(word.trim().toLowerCase());

const stops = new Set(["s", "stop", "q", "quit", "exit", "sair"]);

export const isStop = (answer: string): boolean => stops.has(answer.trim().toLowerCase());

/** What a person typed at the first question; undefined if it is none of the answers. */
export const readTarget = (answer: string): Target | undefined => (isStop(answer) ? "stop" : readKind(answer));
