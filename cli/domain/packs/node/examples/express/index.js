const express = require("express");
const app = express();

app.get("/", (request, response) => response.send("hello from " + process.env.APP_VERSION));
app.get("/health", (request, response) => response.send("ok"));

app.listen(process.env.PORT || 3000);
