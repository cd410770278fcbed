import { firstMatch, type Source } from "../shared/scan.ts";

/** Addresses in the code count before those of the usual variable. */
const inCode = /\b(?:UseUrls|Run|RunAsync)\(\s{0,9}"(https?):\/\/|\bUrls\.Add\(\s{0,9}"(https?):\/\//g;

/** An endpoint of its settings: `"Endpoints": { "Http": { "Url": "http://localhost:5000" } }`. */
const inSettings =
  /"Endpoints"\s{0,9}:\s{0,9}\{\s{0,40}"(\w{1,40})"\s{0,9}:\s{0,9}\{\s{0,40}"Url"\s{0,9}:\s{0,9}"http:/g;

/** The variable that says where it listens: before everything else counts an endpoint of Kestrel. */
export function listeningVariable(sources: readonly Source[]): string {
  const named = firstMatch(sources, inSettings)?.groups[0];
  if (named) return `Kestrel__Endpoints__${named}__Url`;
  return firstMatch(sources, inCode) ? "Kestrel__Endpoints__Http__Url" : "ASPNETCORE_URLS";
}
