import { assumed } from "../packs/tree.ts";
import { type Said, toldByCode } from "./told-by-code.ts";
import type { UsedService } from "./used-service.ts";

/** What says where a database is; the rest is of use beside it. */
const ofAddress = /(?:UR[LI]|DSN|CONNECTION_STRING|CONN_STRING|CONN_STR|HOST|HOSTNAME|HOST_NAME|SERVER)$/;

/** The only database of a program is told by what `DB_HOST` says, which may be any other's elsewhere. */
export function toldAlone(services: readonly UsedService[], said: Said): UsedService[] {
  const hasOther = services.some(({ kind }) => kind.setup?.isSql);
  return services.map((service) => {
    const { kind, at, variables } = service;
    if (!kind.ifAlone || hasOther || variables.some((variable) => variable.at !== assumed)) return service;
    const names = Object.keys(kind.ifAlone);
    const wider = { ...kind, variables: { ...kind.variables, ...kind.ifAlone }, ways: [...kind.ways, names] };
    const told = toldByCode(wider, at, said);
    return told.variables.some(({ value, at: place }) => place !== assumed && ofAddress.test(value)) ? told : service;
  });
}
