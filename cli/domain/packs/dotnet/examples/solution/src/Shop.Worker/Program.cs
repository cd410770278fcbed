var key = Environment.GetEnvironmentVariable("WORKER_KEY");
