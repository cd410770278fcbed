import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orderOf } from "./all.ts";

/** An image and those below it, down to Debian. */
function lineOf(image: string): string[] {
  const order = orderOf(image);
  if (!order) return [image, "nothing"];
  return "suite" in order ? [image] : [image, ...lineOf(order.from)];
}

test.each([
  ["debian:bookworm-slim"],
  ["node:22-slim", "debian:bookworm-slim"],
  ["node", "buildpack-deps:bookworm", "buildpack-deps:bookworm-scm", "debian:bookworm-slim"],
  ["python:3.13", "buildpack-deps:trixie", "buildpack-deps:trixie-scm", "debian:trixie-slim"],
  ["python:3.11-slim", "debian:bookworm-slim"],
  ["golang:1.26-bookworm", "buildpack-deps:bookworm-scm", "debian:bookworm-slim"],
  ["nginx", "debian:bookworm-slim"],
  ["nginxinc/nginx-unprivileged:stable", "nginx:stable", "debian:bookworm-slim"],
  ["php:8.4-apache", "php:8.4-cli", "debian:trixie-slim"],
  ["php:7.4", "debian:bullseye-slim"],
  ["mlocati/php-extension-installer:2", "debian:trixie-slim"],
  ["composer:2", "debian:trixie-slim"],
  ["ruby:3.3-slim", "debian:trixie-slim"],
  ["elixir:1.18", "buildpack-deps:trixie", "buildpack-deps:trixie-scm", "debian:trixie-slim"],
  ["elixir:1.14-slim", "debian:bookworm-slim"],
  ["docker:29-cli", "debian:bookworm-slim"],
  ["alpine/helm:4.3.1", "debian:bookworm-slim"],
  ["maven:3-eclipse-temurin-21", "eclipse-temurin:21-jdk", "debian:trixie-slim"],
  ["eclipse-temurin:17-jre", "debian:bookworm-slim"],
])("%s is made on what the real one is made on", (...line) => {
  expect(lineOf(line[0])).toEqual(line);
  const order = orderOf(line[0]);
  if (order && "folder" in order) expect(existsSync(join(order.folder, "Dockerfile"))).toBe(true);
});

test.each([
  "python:3.12",
  "php:8.3-apache",
  "golang:1.20",
  "ruby:3.4",
  "elixir:1.16",
  "node:24-alpine",
  "gradle:8-jdk21",
  "shop:1.0",
])("%s cannot be made", (image) => {
  expect(orderOf(image)).toBeUndefined();
});
