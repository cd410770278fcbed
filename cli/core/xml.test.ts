import { describe, expect, test } from "vitest";
import { parseXml, xmlAll, xmlAt } from "./xml.ts";

const project = parseXml(`<?xml version="1.0"?>
<!-- <project>not this</project> -->
<project Sdk='Web' a:b="c &gt; d">
  <name>shop</name>
  <modules>
    <module>a</module>
    <module>b</module>
    <empty/>
  </modules>
</project>`);

describe("an XML file", () => {
  test("has elements with texts, attributes and lines", () => {
    expect(project.attributes).toEqual({ Sdk: "Web", "a:b": "c &gt; d" });
    expect(xmlAt(project, "name")).toMatchObject({ text: "shop", line: 4 });
    expect(xmlAll(xmlAt(project, "modules"), "module").map(({ text, line }) => [text, line])).toEqual([
      ["a", 6],
      ["b", 7],
    ]);
  });

  test.each([
    ["", ""],
    ["no XML", ""],
    ["<a><b>1", "a"],
    ["<a></c></a><!--", "a"],
    ["<a <b>", "a"],
  ])("that is broken (%s) is read as far as it goes", (text, name) => {
    expect(parseXml(text).name).toBe(name);
  });
});
