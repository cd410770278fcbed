import { describe, expect, test } from "vitest";
import { finalImageOf } from "./final-image.ts";
import { parseDockerfile } from "./parse.ts";

const finalOf = (text: string) => finalImageOf(parseDockerfile(text));

describe("a Dockerfile", () => {
  test("is read over continued lines, comments between them and heredocs", () => {
    const [stage] = parseDockerfile(
      'FROM debian\nRUN a \\\n  # why\n  && b\nCOPY <<"EOF" /x\nEXPOSE 1\nEOF\nexpose 80\n',
    );
    expect(stage?.instructions.map(({ name, text, line }) => `${line} ${name} ${text}`)).toEqual([
      "2 RUN a && b",
      '5 COPY <<"EOF" /x',
      "8 EXPOSE 80",
    ]);
  });

  test.each([
    ['RUN read a b <<<"x y"', []],
    ["RUN read a <<<word", []],
    ["RUN echo $((1<<2))", []],
    ["COPY <<a <<b /x/", ["EXPOSE 1", "a", "EXPOSE 2", "b"]],
    ["RUN cat <<-EOF > /x", ["EXPOSE 1", "\tEOF"]],
    ["RUN <<EOF", ["FROM nothing", "CMD nothing", "EOF"]],
  ])("takes for a text below `%s` only what is one", (instruction, below) => {
    const [stage, ...others] = parseDockerfile(["FROM debian", instruction, ...below, "EXPOSE 80"].join("\n"));
    expect(stage?.instructions.map(({ name }) => name)).toEqual([instruction.split(" ")[0], "EXPOSE"]);
    expect(stage?.instructions.at(-1)?.text).toBe("80");
    expect(others).toEqual([]);
  });

  test("has flags apart from what an instruction says", () => {
    const [stage] = parseDockerfile("FROM --platform=linux/amd64 debian AS Base\nCOPY --from=x --chown=1:1 a b\n");
    expect(stage).toMatchObject({ from: "debian", as: "base" });
    expect(stage?.instructions[0]).toMatchObject({ text: "a b", flags: { from: "x", chown: "1:1" } });
  });
});

describe("the image of its last stage", () => {
  test("has what the stages say that it starts from", () => {
    const image = finalOf("FROM node:24 AS base\nENV PORT 3000\nUSER node\nFROM base as app\nEXPOSE $PORT 9229/udp\n");
    expect(image).toMatchObject({
      base: { value: "node:24", line: 1 },
      exposed: [{ value: 3000, line: 5 }],
      user: { value: "node", line: 3 },
    });
  });

  test("is told arguments of the top by their names", () => {
    const image = finalOf("ARG PORT=3000\nARG OTHER=1\nFROM x\nARG PORT\nEXPOSE $PORT $OTHER\n");
    expect(image?.exposed.map(({ value }) => value)).toEqual([3000]);
  });

  test("has nothing of stages that it only copies from", () => {
    const image = finalOf("FROM golang AS build\nEXPOSE 1\nCMD x\nFROM scratch\nCOPY --from=build /a /a\n");
    expect(image).toMatchObject({ base: { value: "scratch" }, exposed: [], command: undefined });
  });

  test.each([
    ['CMD ["node", "a.js"]', "node a.js", false],
    ["CMD npm start", "npm start", true],
    ['ENTRYPOINT ["tini", "--"]\nCMD ["node", "a.js"]', "tini -- node a.js", false],
    ['ENTRYPOINT ["/run.sh"]', "/run.sh", false],
    ["CMD ['node', 'a.js']", "['node', 'a.js']", true],
  ])("starts by %s", (line, value, inShell) =>
    expect(finalOf(`FROM x\n${line}\n`)?.command).toMatchObject({ value, inShell }),
  );

  test.each([
    ["ARG V=24\nFROM node:$V", "node:24"],
    ["ARG V=24\nFROM node:${V}-slim", "node:24-slim"],
    ["FROM node:${V:-22}", "node:22"],
    ["ARG V=24\nARG IMAGE=node:$V\nFROM ${IMAGE}", "node:24"],
    ["FROM ${REGISTRY}/node", "${REGISTRY}/node"],
  ])("starts from %s", (text, base) => expect(finalOf(`${text}\n`)?.base.value).toBe(base));

  test("a health check of NONE is none", () => {
    expect(finalOf("FROM x\nHEALTHCHECK NONE\n")?.health).toBeUndefined();
    expect(
      finalOf("FROM x\nHEALTHCHECK --interval=5s CMD curl -f http://localhost:3000/health\n")?.health?.value,
    ).toContain("/health");
  });

  test("a file without a stage has none", () => expect(finalOf("# nothing\n")).toBeUndefined());
});
