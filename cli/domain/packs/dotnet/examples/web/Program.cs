using StackExchange.Redis;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddHealthChecks();
var redis = ConnectionMultiplexer.Connect(Environment.GetEnvironmentVariable("REDIS_HOST") ?? "localhost");
var sender = builder.Configuration["Letters:Sender"];
var key = builder.Configuration["Letters:Key"];
var app = builder.Build();
app.MapHealthChecks("/healthz");
app.MapGet("/", () => $"from {sender}");
app.Run();
