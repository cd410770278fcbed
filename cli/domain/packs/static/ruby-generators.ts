import { installDebian } from "../shared/debian.ts";
import { firstOf, type Generator, hasIn, madeAt } from "./generator.ts";

export const jekyllFiles = ["_config.yml", "_config.yaml"];

export const jekyll: Generator = {
  name: "jekyll",
  shownBy: (tree) => {
    const isIts =
      hasIn(tree, "_posts", "_layouts", "_includes") ||
      /\b(?:jekyll|github-pages)\b/.test(tree.texts.get("Gemfile") ?? "");
    return isIts ? firstOf(tree, jekyllFiles) : undefined;
  },
  stages: (tree) => {
    const hasGems = tree.paths.includes("Gemfile");
    // Gems of its own, as those of a theme are.
    const isGem = tree.paths.some((path) => /^[^/]+\.gemspec$/.test(path));
    const manifests = ["Gemfile", "Gemfile.lock"].filter((file) => tree.paths.includes(file));
    return [
      {
        from: "ruby:3.3",
        as: "build",
        instructions: [
          { workdir: "/src" },
          { env: { JEKYLL_ENV: "production", LANG: "C.UTF-8" } },
          ...(hasGems ? [{ copy: isGem ? ["."] : manifests, to: "./" }] : []),
          { run: hasGems ? "bundle install" : "gem install jekyll --version '~> 4.3'" },
          { copy: ["."], to: "." },
          { run: `${hasGems ? "bundle exec " : ""}jekyll build --destination ${madeAt}` },
        ],
      },
    ];
  },
};

const middlemanSettings = "config.rb";

export const middleman: Generator = {
  name: "middleman",
  shownBy: ({ paths, texts }) =>
    /^[ \t]{0,9}gem[ (]{1,4}["']middleman["']/m.test(texts.get("Gemfile") ?? "") && paths.includes(middlemanSettings)
      ? middlemanSettings
      : undefined,
  stages: (tree) => [
    {
      from: "ruby:3.3",
      as: "build",
      instructions: [
        // Gems that compress scripts run them.
        { run: installDebian(["nodejs"]) },
        { workdir: "/src" },
        { env: { LANG: "C.UTF-8" } },
        { copy: ["Gemfile", "Gemfile.lock"].filter((file) => tree.paths.includes(file)), to: "./" },
        { run: "bundle install" },
        { copy: ["."], to: "." },
        { run: `bundle exec middleman build --build-dir ${madeAt}` },
      ],
    },
  ],
};
