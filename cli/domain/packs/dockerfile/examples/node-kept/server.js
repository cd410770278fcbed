const { createServer } = require("node:http");
const Redis = require("ioredis");

const redis = new Redis(process.env.REDIS_URL);
const sender = process.env.SENDER;

createServer(async (request, response) => response.end(`${sender} ${await redis.ping()}`)).listen(process.env.PORT || 3000);
