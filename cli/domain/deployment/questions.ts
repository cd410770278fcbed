export type Target = "kubernetes" | "compose" | "stop";

export interface Questions {
  target: string;
  /** `newest` is what Enter takes, `current` what [M] keeps. */
  version: (newest: string, current: string | undefined) => string;
  invalid: string;
  stopped: string;
}

const english: Questions = {
  target: "Deploy to\n\n[K]ubernetes or\n[D]ocker?\n\nTo stop, press [S]\n> ",
  version: (newest, current) =>
    `Version of the image (Enter takes ${newest})${current ? `, or [M] to keep the current one (${current})` : ""}: `,
  invalid: "Not an answer; try again.",
  stopped: "Stopped; nothing was changed.",
};

const portuguese: Questions = {
  target: "Deseja realizar o deploy em:\n\n[K]ubernetes ou no\n[D]ocker?\n\nPara sair, pressione [S]\n> ",
  version: (newest, current) =>
    `Informe a versão da imagem (Enter: ${newest})${current ? ` ou [M] para manter a atual (${current})` : ""}: `,
  invalid: "Opção inválida!",
  stopped: "Saindo... nada foi alterado.",
};

/** The questions in the language of the user's locale. */
export function questionsFor({ LC_ALL, LC_MESSAGES, LANG }: Record<string, string | undefined>): Questions {
  return /^pt/i.test(LC_ALL || LC_MESSAGES || LANG || "") ? portuguese : english;
}

const targets = new Map<string, Target>([
  ["k", "kubernetes"],
  ["d", "compose"],
  ["s", "stop"],
]);

/** What a person typed at the first question; undefined where it is none of the answers. */
export const readTarget = (answer: string): Target | undefined => targets.get(answer.trim().toLowerCase());
