import type { Member } from "../members/member.ts";
import type { Facts } from "../packs/pack.ts";

/** What a person still has to say: all variables but those by which it is told of other services. */
export const untold = ({ facts, told }: Pick<Member, "facts" | "told">): Facts => ({
  ...facts,
  variables: facts.variables.filter(({ value }) => !told.some(({ name }) => name === value)),
});
