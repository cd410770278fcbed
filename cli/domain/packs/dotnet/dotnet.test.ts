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
    ["options.Listen(IPAddress.Any, 3000)", 3000],
    ["app.Run();", 8080],
  ])("of %j is %i", (code, port) => {
    expect(dotnet.detect(project(code)).port.value).toBe(port);
  });

  test("of Kestrel's endpoints is that of appsettings.json", () => {
    const settings = '{ "Kestrel": { "Endpoints": { "Http": { "Url": "http://localhost:3000" } } } }';
    const facts = dotnet.detect(project("", { "appsettings.json": settings }));
    expect(facts.port.value).toBe(3000);
    expect(dockerfileOf(facts)).toContain("Kestrel__Endpoints__Http__Url=http://+:$PORT");
  });

  test.each<[code: string, port: number]>([
    ["options.ListenAnyIP(Settings.Port)", 3000],
    ["options.Listen(address, Settings.Port, options => {})", 3000],
    ["app.Run();", 8080],
  ])("of %s with a setting for it is %i", (code, port) => {
    const settings = '{\n  "Port": 3000,\n  "Mail": {\n    "Port": 2525\n  }\n}\n';
    expect(dotnet.detect(project(code, { "config/appsettings.json": settings })).port.value).toBe(port);
  });

  test.each<[code: string, variable: string, isWarned: boolean]>([
    ['builder.WebHost.UseUrls("http://localhost:3000");', "Kestrel__Endpoints__Http__Url", false],
    ['app.Run("http://localhost:3000");', "Kestrel__Endpoints__Http__Url", false],
    ["app.Run();", "ASPNETCORE_URLS", false],
    ["options.ListenLocalhost(3000);", "ASPNETCORE_URLS", true],
  ])("is told where %s keeps it on its machine, by %s", (code, variable, isWarned) => {
    const facts = dotnet.detect(project(code));
    expect(dockerfileOf(facts)).toContain(`${variable}=http://+:$PORT`);
    expect(facts.warnings.some(({ text }) => text.includes("this machine only"))).toBe(isWarned);
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

test("packages that all projects below a folder have are those of each", () => {
  const shared = (name: string, kind: string) =>
    `<Project><ItemGroup><${kind} Include="${name}" Version="8.0.0" /></ItemGroup></Project>`;
  const servicesOf = (text: string) =>
    dotnet.detect(project("", { "Directory.Packages.props": text })).services.map(({ kind }) => kind.name);
  expect(servicesOf(shared("Npgsql", "PackageReference"))).toEqual(["postgres"]);
  expect(servicesOf(shared("Npgsql", "GlobalPackageReference"))).toEqual(["postgres"]);
  expect(servicesOf(shared("Npgsql", "PackageVersion"))).toEqual([]);
});

test.each<[value: string, service: string]>([
  ["Server=localhost;Port=5432;Database=shop;User Id=postgres;Password=a", "postgres"],
  ["Server=localhost;Port=5433;Database=shop;User Id=shop;Password=a", "postgres"],
  ["Server=localhost,1433;Database=shop;User Id=sa;Password=a;TrustServerCertificate=true", "sqlserver"],
  ["Server=localhost;Port=3306;Database=shop;User Id=shop;Password=a", "mysql"],
])("the connection string %s is of %s", (value, service) => {
  const names = service === "mysql" ? ["MySqlConnector"] : ["Npgsql", "Microsoft.Data.SqlClient"];
  const packages = names.map((name) => `<PackageReference Include="${name}" />`).join("");
  const files = {
    "Shop.csproj": web(`<ItemGroup>${packages}</ItemGroup>`),
    "appsettings.json": JSON.stringify({ Store: { ConnectionString: value } }, undefined, 2),
  };
  const used = dotnet.detect(project("", files)).services.filter(({ optional }) => optional === undefined);
  expect(used.map(({ kind, variables }) => [kind.name, variables[0]?.value])).toEqual([
    [service, "STORE__CONNECTIONSTRING"],
  ]);
});

test("a word stands for a connection string that people write there", () => {
  const packages = '<ItemGroup><PackageReference Include="Microsoft.Data.SqlClient" /></ItemGroup>';
  const settings = '{ "ConnectionStrings": { "ShopConnectionString": "YourConnectionString" } }';
  const files = { "Shop.csproj": web(packages), "appsettings.json": settings };
  expect(dotnet.detect(project("", files)).services.map(({ variables }) => variables[0]?.value)).toEqual([
    "CONNECTIONSTRINGS__SHOPCONNECTIONSTRING",
  ]);
});

test("a connection string tells the database that there is", () => {
  const packages = '<ItemGroup><PackageReference Include="Npgsql" /></ItemGroup>';
  const facts = dotnet.detect(project('config.GetConnectionString("Shop")', { "Shop.csproj": web(packages) }));
  expect(facts.services.map(({ variables }) => variables.map(({ value }) => value))).toEqual([
    ["CONNECTIONSTRINGS__SHOP"],
  ]);
  expect(facts.variables).toEqual([]);
});

describe("the settings", () => {
  const packages = (...names: string[]) =>
    web(`<ItemGroup>${names.map((name) => `<PackageReference Include="${name}" />`).join("")}</ItemGroup>`);
  const lite = "Microsoft.EntityFrameworkCore.Sqlite";
  const pg = "Npgsql.EntityFrameworkCore.PostgreSQL";
  const mssql = "Microsoft.EntityFrameworkCore.SqlServer";
  const told = (settings: string, ...names: string[]) => {
    const facts = dotnet.detect(
      project('config.GetConnectionString("Provider")', {
        "appsettings.json": settings,
        "Shop.csproj": packages(...names),
      }),
    );
    return {
      told: facts.services.flatMap(({ variables }) => variables.map(({ value }) => value)),
      setUp: facts.services.filter(({ kind }) => kind.setup).map(({ kind }) => kind.name),
      warnings: facts.warnings.map(({ text, hint }) => `${text}: ${hint}`),
    };
  };

  test("or clients of Aspire name a connection string", () => {
    const code = 'builder.AddRedisClient("cache");\nbuilder.AddNpgsqlDbContext<ShopContext>("shop-db");';
    const files = {
      "Shop.csproj": packages("Aspire.StackExchange.Redis", "Aspire.Npgsql.EntityFrameworkCore.PostgreSQL"),
    };
    const { services } = dotnet.detect(project(code, files));
    expect(services.flatMap(({ variables }) => variables.map(({ value }) => value)).sort()).toEqual([
      "CONNECTIONSTRINGS__CACHE",
      "CONNECTIONSTRINGS__SHOP_DB",
    ]);
  });

  test("say by a word beside it of which database a connection string is", () => {
    const settings = (kind: string) =>
      `{ "Data": { "Provider": "${kind}", "ConnectionString": "Server=db;Database=a;User Id=b;Password=c" } }`;
    expect(told(settings("POSTGRESQL"), pg, mssql)).toMatchObject({
      told: ["DATA__CONNECTIONSTRING"],
      setUp: ["postgres"],
    });
    expect(told(settings("mssql"), pg, mssql).setUp).toEqual([]);
  });

  test("name the variable of a connection string, wherever it stands", () => {
    const settings = '{\n // one\n "Data": { "Main": { "Url": "Host=db;Database=a" } }, "Cache": "localhost:6379", }';
    expect(told(settings, pg, "StackExchange.Redis")).toMatchObject({
      told: ["CACHE", "DATA__MAIN__URL"],
      setUp: ["redis", "postgres"],
    });
  });

  test("without a value are told apart by their names", () => {
    const settings = '{ "ConnectionStrings": { "Shop": "", "Redis": "" } }';
    const { services } = dotnet.detect(
      project("", { "appsettings.json": settings, "Shop.csproj": packages(pg, "StackExchange.Redis") }),
    );
    expect(services.map(({ kind, variables }) => [kind.name, variables[0]?.value])).toEqual([
      ["redis", "CONNECTIONSTRINGS__REDIS"],
      ["postgres", "CONNECTIONSTRINGS__SHOP"],
    ]);
    expect(services[0]?.kind.variables.CONNECTIONSTRINGS__REDIS?.compose).toBe("redis:6379");
  });

  test("say which of several databases is used", () => {
    const settings = '{ "Database": { "Type": "Sqlite", "ConnectionString": "Data Source=shop.db" } }';
    const found = told(settings, pg, lite, mssql);
    expect(found).toMatchObject({ told: [], setUp: [] });
    expect(found.warnings).toContainEqual(expect.stringContaining("Set DATABASE__CONNECTIONSTRING to"));
    expect(found.warnings.join()).toContain(
      "sqlserver (dependency microsoft.entityframeworkcore.sqlserver) is not set up: the settings name SQLite",
    );
  });

  test("may name the one that is used by a word, which is no connection string", () => {
    const settings =
      '{ "ConnectionStrings": { "Provider": "SqlServer", "Shop": "Server=db;User Id=sa;TrustServerCertificate=True" } }';
    const found = told(settings, pg, mssql);
    expect(found).toMatchObject({ told: ["CONNECTIONSTRINGS__SHOP"], setUp: [] });
    expect(found.warnings.join()).toMatch(/sqlserver \(dependency .{1,80}\) is not set up by chatops/);
  });
});

test("health paths that are there while developing alone are not probed", () => {
  const code = 'static void MapDefaultEndpoints(this WebApplication app) { if (IsDevelopment()) Map("/health"); }';
  expect(dotnet.detect(project(code)).health.readiness).toBeUndefined();
});

test.each([
  ['var key = Environment.GetEnvironmentVariable("KEY");\nif (!string.IsNullOrEmpty(key)) Use(key);', []],
  ['var key = Environment.GetEnvironmentVariable("KEY");\nif (string.IsNullOrEmpty(key)) throw new E();', ["KEY"]],
  ['var key = Environment.GetEnvironmentVariable("KEY");\nUse(key);', ["KEY"]],
])("a variable that %j reads: %j", (code, names) => {
  expect(dotnet.detect(project(code)).variables.map(({ value }) => value)).toEqual(names);
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

test("connection strings that code alone names count beside a Dockerfile of its people", () => {
  const reference = '<ItemGroup><PackageReference Include="Microsoft.EntityFrameworkCore.SqlServer" /></ItemGroup>';
  const files = {
    "Shop.csproj": web(reference),
    Dockerfile: 'FROM mcr.microsoft.com/dotnet/aspnet:8.0\nCOPY . .\nENTRYPOINT ["dotnet", "Shop.dll"]\n',
  };
  const { pack, services } = detectProject(project('o.UseSqlServer(c.GetConnectionString("Shop"))', files));
  expect(pack).toBe("dockerfile");
  expect(services.map(({ kind, variables }) => [kind.name, variables.map(({ value }) => value)])).toEqual([
    ["sqlserver", ["CONNECTIONSTRINGS__SHOP"]],
  ]);
});

test("a connection string may be a setting by itself", () => {
  const files = { "Shop.csproj": web('<ItemGroup><PackageReference Include="StackExchange.Redis" /></ItemGroup>') };
  const { services, variables } = dotnet.detect(project('config["SHOP_REDIS_CONNECTIONSTRING"]', files));
  expect(services.map((one) => one.variables.map(({ value }) => value))).toEqual([["SHOP_REDIS_CONNECTIONSTRING"]]);
  expect(variables).toEqual([]);
});

test("the address of another program in the settings is no place to listen at", () => {
  const settings = '{ "Identity": { "Url": "http://localhost:5223" } }';
  const { port, warnings } = dotnet.detect(project("", { "appsettings.json": settings }));
  expect(port.at).toBe("assumed");
  expect(warnings.map(({ text }) => text).join()).not.toContain("this machine only");
});

describe("a section of the settings that is called like a service", () => {
  const told = (name: string, settings: unknown) => {
    const packages = `<ItemGroup><PackageReference Include="${name}" /></ItemGroup>`;
    const files = { "Shop.csproj": web(packages), "appsettings.json": JSON.stringify(settings, undefined, 2) };
    return dotnet
      .detect(project("", files))
      .services.flatMap(({ kind, variables }) =>
        variables.map(({ value, at }) => [value, kind.variables[value]?.compose, at]),
      );
  };

  test("tells the parts of its address, each by the variable that takes its place", () => {
    const redis = { RedisSettings: { Url: "127.0.0.1", Port: "6379" } };
    expect(told("StackExchange.Redis", redis)).toEqual([
      ["REDISSETTINGS__URL", "redis", "appsettings.json:3"],
      ["REDISSETTINGS__PORT", "6379", "appsettings.json:4"],
    ]);
  });

  test("has numbers and lists as well", () => {
    const rabbit = { RabbitMqOptions: { Username: "guest", Port: 5672, Hostnames: ["localhost"] } };
    expect(told("EasyNetQ", rabbit).map(([name, value]) => `${name}=${value}`)).toEqual([
      "RABBITMQOPTIONS__USERNAME=guest",
      "RABBITMQOPTIONS__PORT=5672",
      "RABBITMQOPTIONS__HOSTNAMES__0=rabbitmq",
    ]);
  });

  test.each<[name: string, section: Record<string, unknown>, services: string[]]>([
    ["RabbitMqPublisher", { Host: "mq", Username: "shop" }, ["rabbitmq"]],
    ["RedisSettings", { Host: "localhost", Port: 6379 }, ["redis"]],
    ["RabbitMq", { Host: "mq" }, []],
    ["Cache", { Host: "localhost", Port: 6379 }, []],
    ["Mail", { Host: "mail", Username: "shop" }, []],
  ])("%s with %j shows %j, whatever package speaks to it", (name, section, services) => {
    const files = { "Shop.csproj": web(), "appsettings.json": JSON.stringify({ [name]: section }, undefined, 2) };
    expect(dotnet.detect(project("", files)).services.map(({ kind }) => kind.name)).toEqual(services);
  });

  test("says nothing without a place", () =>
    expect(told("MongoDB.Entities", { MongoSettings: { Database: "shop" } })).toEqual([
      ["MONGODB_URI", expect.any(String), "assumed"],
    ]));
});
