const english = {
  guest: "Guest",
  connecting: "Connecting …",
  online: "Connected",
  memory: "Connected · in memory only",
  reconnecting: "Reconnecting …",
  unavailable: "Messages cannot be stored at the moment. Yours will be sent as soon as they can.",
  sending: "Sending …",
  refused: "Not sent",
  tooLong: "{n} characters too many",
  left: "{n} characters left",
  today: "Today",
  updated: "This page is of an earlier release: reload it",
};

/** @type {typeof english} */
const portuguese = {
  guest: "Convidado",
  connecting: "Conectando …",
  online: "Conectado",
  memory: "Conectado · só na memória",
  reconnecting: "Reconectando …",
  unavailable: "As mensagens não podem ser gravadas agora. As suas serão enviadas assim que possível.",
  sending: "Enviando …",
  refused: "Não enviada",
  tooLong: "{n} caracteres a mais",
  left: "Restam {n} caracteres",
  today: "Hoje",
  updated: "Esta página é de uma versão anterior: recarregue",
};

/** What stands in the page itself, in English. @type {Record<string, string>} */
const portuguesePage = {
  conversation: "Conversa",
  empty: "Nenhuma mensagem ainda. Diga olá!",
  newest: "Novas mensagens ↓",
  message: "Mensagem",
  placeholder: "Escreva uma mensagem",
  send: "Enviar",
  release: "Versão",
  leave: "Sair",
  welcome: "Entre na conversa",
  yourName: "Seu nome",
  guest: "Convidado",
  enter: "Entrar",
};

const isPortuguese = navigator.language.toLowerCase().startsWith("pt");

export const language = navigator.language || "en";

export const texts = isPortuguese ? portuguese : english;

export function translatePage() {
  if (!isPortuguese) return;
  document.documentElement.lang = "pt-BR";
  for (const element of document.querySelectorAll("[data-text], [data-label], [data-placeholder]")) {
    const { text, label, placeholder } = /** @type {HTMLElement} */ (element).dataset;
    if (text) element.textContent = portuguesePage[text] ?? "";
    if (label) element.ariaLabel = portuguesePage[label] ?? "";
    if (placeholder) element.setAttribute("placeholder", portuguesePage[placeholder] ?? "");
  }
}
