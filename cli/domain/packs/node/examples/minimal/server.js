require("node:http").createServer((request, response) => response.end("hi")).listen(process.env.PORT);
