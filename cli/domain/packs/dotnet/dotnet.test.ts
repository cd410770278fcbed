import { describe, expect, test } from "vitest";
import { tree } from "../../../../testing/fixtures/project-tree.ts";
import { renderDockerfile } from "../../dockerfile/render.ts";
import { detectProject } from "../choose.ts";
import type { Facts } from "../pack.ts";
import { dotnet } from "./dotnet.ts";

const web = (more = "<PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup>") =>
  `<Project Sdk="Microsoft.NET.Sdk.Web">${more}</Project>`;
const project = (code = "", more: Record<string, string> = {}) =>
  tree({ "Shop.csproj": web(), "Program.cs": code, ...more });
const dockerfileOf = ({ dockerfile = [] }: Facts) => renderDockerfile(dockerfile);

describe("the port", () => {
  test.each<[code: string, port: number]>([
    ['Environment.GetEnvironmentVariable("PORT") ?? "3000"', 3000],
    ['app.Run("http://0.0.0.0:3000");', 3000],
    ['.UseUrls("http://*:3000")', 3000],
    ["options.ListenAnyIP(3000)", 3000],
    ["app.Run();", 8080],
  ])("of %j is %i", (code, port) => {
    expect(dotnet.detect(project(code)).port.value).toBe(port);
  });

  test("of Kestrel's endpoints is that of appsettings.json", () => {
    const settings = '{ "Kestrel": { "Endpoints": { "Http": { "Url": "http://localhost:3000" } } } }';
    const facts = dotnet.detect(project("", { "appsettings.json": settings }));
    expect(facts.port.value).toBe(3000);
    expect(facts.warnings.map(({ text }) => text)).toContainEqual(expect.stringContaining("this machine only"));
  });
});

describe("the versions", () => {
  const pin = (more: string) => ({ "global.json": `{ "sdk": { "version": "8.0.100"${more} } }` });

  test.each<[files: Record<string, string>, images: string[]]>([
    [{}, ["sdk:8.0", "aspnet:8.0"]],
    [pin(""), ["sdk:8.0.100", "aspnet:8.0"]],
    [pin(', "rollForward": "latestFeature"'), ["sdk:8.0", "aspnet:8.0"]],
    [{ "Shop.csproj": web(""), "Directory.Build.props": web() }, ["sdk:8.0", "aspnet:8.0"]],
    [{ "Shop.csproj": web("") }, ["sdk:10.0", "aspnet:10.0"]],
    [
      { "Shop.csproj": web("<PropertyGroup><TargetFrameworks>net8.0;net9.0</TargetFrameworks></PropertyGroup>") },
      ["sdk:9.0", "aspnet:9.0"],
    ],
  ])("of %j are %j", (files, images) => {
    const dockerfile = dockerfileOf(dotnet.detect(project("", files)));
    expect(dockerfile.match(/(?<=dotnet\/)\S{1,40}(?= AS|\n)/g)).toEqual(images);
  });
});

describe("a variable", () => {
  test.each<[code: string, names: string[]]>([
    ['Environment.GetEnvironmentVariable("KEY")', ["KEY"]],
    ['Environment.GetEnvironmentVariable("KEY") ?? "a"', []],
    ['Environment.GetEnvironmentVariable("KEY") ?? throw new Exception()', ["KEY"]],
    ['builder.Configuration["Jwt:Key"]', ["JWT__KEY"]],
    ['builder.Configuration["Jwt:Issuer"]', []],
    ['config.GetConnectionString("Shop")', ["CONNECTIONSTRINGS__SHOP"]],
  ])("that %s reads: %j", (code, names) => {
    const facts = dotnet.detect(project(code, { "appsettings.json": '{ "Jwt": { "Issuer": "a" } }' }));
    expect(facts.variables.map(({ value }) => value)).toEqual(names);
  });
});

test("a connection string tells the database that there is", () => {
  const packages = '<ItemGroup><PackageReference Include="Npgsql" /></ItemGroup>';
  const facts = dotnet.detect(project('config.GetConnectionString("Shop")', { "Shop.csproj": web(packages) }));
  expect(facts.services.map(({ variables }) => variables.map(({ value }) => value))).toEqual([
    ["CONNECTIONSTRINGS__SHOP"],
  ]);
  expect(facts.variables).toEqual([]);
});

test("health paths that are there while developing alone are not probed", () => {
  const code = 'static void MapDefaultEndpoints(this WebApplication app) { if (IsDevelopment()) Map("/health"); }';
  expect(dotnet.detect(project(code)).health.readiness).toBeUndefined();
});

describe("of several projects", () => {
  const sdk = (name: string, more = "") => `<Project Sdk="${name}">${more}</Project>`;
  const tests = sdk(
    "Microsoft.NET.Sdk",
    '<ItemGroup><PackageReference Include="Microsoft.NET.Test.Sdk" /></ItemGroup>',
  );

  test("the server is built, neither tests nor the host that starts others", () => {
    const files = {
      "global.json": "{}",
      "src/AppHost/AppHost.csproj": sdk(
        "Aspire.AppHost.Sdk/9.5.0",
        "<PropertyGroup><OutputType>Exe</OutputType></PropertyGroup>",
      ),
      "src/Shop.Api/Shop.Api.csproj": web(),
      "src/Shop.Checks/Shop.Checks.csproj": tests,
      "src/Shop.Jobs/Shop.Jobs.csproj": sdk("Microsoft.NET.Sdk.Worker"),
    };
    const facts = dotnet.detect(tree(files));
    expect(dockerfileOf(facts)).toContain("dotnet publish src/Shop.Api/Shop.Api.csproj ");
    expect(facts.warnings.map(({ text }) => text)).toEqual([
      "there are 2 programs: Shop.Api, Shop.Jobs; the first is built",
    ]);
  });

  test.each([
    [tests, "nothing to run"],
    [
      "<Project><PropertyGroup><TargetFrameworkVersion>v4.7.2</TargetFrameworkVersion></PropertyGroup></Project>",
      "Windows",
    ],
  ])("none that runs is refused: %s", (text, reason) => {
    expect(() => dotnet.detect(tree({ "Shop.csproj": text }))).toThrow(reason);
  });
});

test("assets beside it do not make a Node project of it", () => {
  expect(detectProject(project("", { "package.json": '{"main":"a.js"}', "a.js": "" })).pack).toBe("dotnet");
});
