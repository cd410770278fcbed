/** A builder of pages, and the folder that it writes. */
export interface Builder {
  package: string;
  output: string;
  /** What builds pages where no script says it. */
  command?: string;
  /** It writes a file for each page; without this, one file is all of them. */
  writesEach?: true;
  /** The folder that it works in, as the script that builds names it. */
  root?: RegExp;
  /** A setting that names another folder, in these files; it may be relative to that of another setting. */
  setting?: { files: RegExp; pattern: RegExp; root?: RegExp };
  /** The script that builds pages, where another one builds a server. */
  prefers?: string;
  /** The folder that older versions write. */
  older?: { entry: RegExp; output: string };
  /** It builds other things as well: its pages are there if the folder has the file that loads what it made. */
  addsTo?: true;
  /** Its pages are made while they are asked for, unless the script that builds or its settings say this. */
  unlessSaid?: { files: RegExp; pattern: RegExp; script: RegExp };
}

const webpackPath = /\bpath\s{0,9}:\s{0,9}[\w.]{1,40}\(\s{0,20}__dirname,\s{0,20}["'](?:\.{0,2}\/)?([\w/-]+)["']/;

/** Those that build with another one come before it. */
export const builders: readonly Builder[] = [
  { package: "react-scripts", output: "build" },
  { package: "@quasar/app-vite", output: "dist/spa" },
  { package: "@quasar/app-webpack", output: "dist/spa" },
  { package: "@quasar/app", output: "dist/spa" },
  { package: "umi", output: "dist" },
  { package: "@umijs/max", output: "dist" },
  { package: "ember-cli", output: "dist" },
  { package: "preact-cli", output: "build" },
  {
    package: "@stencil/core",
    output: "www",
    setting: { files: /^stencil\.config\./, pattern: /\btype\s{0,9}:\s{0,9}["'](www)["']/ },
  },
  {
    package: "@vue/cli-service",
    output: "dist",
    setting: { files: /^vue\.config\./, pattern: /\boutputDir\s*:\s*["']([\w./-]+)["']/ },
  },
  {
    package: "@angular/cli",
    output: "dist",
    setting: { files: /^angular\.json$/, pattern: /"outputPath"\s*:\s*"([\w./-]+)"/ },
  },
  {
    package: "next",
    output: "out",
    writesEach: true,
    unlessSaid: {
      files: /^next\.config\./,
      pattern: /^[^/\n]{0,80}\boutput\s{0,9}:\s{0,9}["']export["']/m,
      script: /\bnext export\b/,
    },
  },
  {
    package: "nuxt",
    output: ".output/public",
    writesEach: true,
    prefers: "generate",
    older: { entry: /"nuxt(?:-edge)?"\s{0,9}:\s{0,9}"[\^~]?[12]\./, output: "dist" },
    unlessSaid: {
      files: /^nuxt\.config\./,
      pattern: /\bssr\s{0,9}:\s{0,9}false\b|\btarget\s{0,9}:\s{0,9}["']static["']/,
      script: /\bnux[ti] generate\b/,
    },
  },
  {
    package: "astro",
    output: "dist",
    writesEach: true,
    setting: { files: /^astro\.config\./, pattern: /\boutDir\s*:\s*["']([\w./-]+)["']/ },
  },
  { package: "@docusaurus/core", output: "build", writesEach: true },
  { package: "gatsby", output: "public", writesEach: true },
  { package: "gridsome", output: "dist", writesEach: true },
  {
    package: "@11ty/eleventy",
    output: "_site",
    writesEach: true,
    command: "npx @11ty/eleventy",
    setting: {
      files: /^(?:\.eleventy|eleventy\.config)\.[cm]?js$/,
      pattern: /\b(?:output\s*:|setOutputDirectory\()\s*["']([\w./-]+)["']/,
    },
  },
  {
    package: "hexo",
    output: "public",
    writesEach: true,
    command: "npx hexo generate",
    setting: { files: /^_config\.yml$/, pattern: /^public_dir:[ \t]{0,9}["']?([\w./-]+)/m },
  },
  {
    package: "vitepress",
    output: ".vitepress/dist",
    writesEach: true,
    root: /\bvitepress build ([\w./-]+)/,
  },
  {
    package: "vuepress",
    output: ".vuepress/dist",
    writesEach: true,
    root: /\bvuepress build ([\w./-]+)/,
  },
  {
    package: "@sveltejs/adapter-static",
    output: "build",
    setting: { files: /^svelte\.config\./, pattern: /\bpages\s*:\s*["']([\w./-]+)["']/ },
  },
  {
    package: "vite",
    output: "dist",
    setting: {
      files: /^vite\.config\./,
      pattern: /\boutDir\s*:\s*["']([\w./-]+)["']/,
      root: /\broot\s*:\s*["']([\w./-]+)["']/,
    },
  },
  {
    package: "@rsbuild/core",
    output: "dist",
    setting: {
      files: /^rsbuild\.config\./,
      pattern: /\bdistPath\s{0,9}:\s{0,9}(?:\{[^}]{0,200}?\broot\s{0,9}:\s{0,9})?["']([\w./-]+)["']/,
    },
  },
  { package: "parcel", output: "dist" },
  { package: "parcel-bundler", output: "dist" },
  { package: "snowpack", output: "build" },
  // Webpack builds servers, too; this plugin writes the page that loads what it made.
  {
    package: "html-webpack-plugin",
    output: "dist",
    setting: {
      files: /^(?:webpack|config\/webpack)[\w.-]{0,40}\.[cm]?[jt]s$/,
      pattern: webpackPath,
    },
  },
  {
    package: "webpack",
    output: "dist",
    addsTo: true,
    setting: { files: /^(?:webpack|config\/webpack)[\w.-]{0,40}\.[cm]?[jt]s$/, pattern: webpackPath },
  },
  { package: "rollup", output: "public", addsTo: true },
];

/** Their settings, as far as these say how pages are built. */
export const builderSettings =
  /^(?:(?:vite|vue|next|nuxt|astro|svelte|rsbuild|webpack|stencil)\.config\.[cm]?[jt]s|(?:\.eleventy|eleventy\.config)\.[cm]?js|_config\.yml)$/;
