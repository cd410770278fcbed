import { expect, test } from "vitest";
import { basesOf } from "./base-images.ts";

test("a Dockerfile builds on images and copies from them, but not on its own stages", () => {
  const dockerfile = `ARG NODE=24
FROM node:\${NODE}-slim AS Tools
FROM tools AS build
FROM php:8.4-apache
COPY --from=composer:2 /usr/bin/composer /usr/bin/
COPY --from=build /app /app
COPY --from=0 /etc/hosts /
`;
  expect(basesOf(dockerfile)).toEqual(["node:24-slim", "php:8.4-apache", "composer:2"]);
  expect(basesOf("FROM scratch\n")).toEqual([]);
});
