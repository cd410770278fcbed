/** A dashboard of Grafana, as far as tests look into it. */
interface Dashboard {
  uid: string;
  title: string;
  templating: { list: { name: string; type: string; query: string }[] };
  panels: { title: string; targets: { expr: string }[] }[];
}

export interface Panel {
  title: string;
  queries: string[];
}

/** The queries of each panel, with what its variables say in their place. */
export function panelsOf(text: string): Panel[] {
  const { templating, panels }: Dashboard = JSON.parse(text);
  const values = templating.list.filter(({ type }) => type === "textbox");
  const filled = (query: string) =>
    values.reduce((filling, { name, query: value }) => filling.replaceAll(`$${name}`, value), query);
  return panels.map(({ title, targets }) => ({ title, queries: targets.map(({ expr }) => filled(expr)) }));
}
