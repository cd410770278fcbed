const servers: readonly RegExp[] = [
  /\bnodemon\b|\bts-node-dev\b|\btsnd\b|\btsx (?:watch|--watch)\b|\bnode --watch\b|\bnode-dev\b|\bbun (?:run )?--(?:watch|hot)\b/,
  /\b(?:live-server|lite-server|browser-sync start|gulp (?:serve|watch|dev)|ember (?:serve|s)|craco start|umi dev|max dev|quasar dev|vinxi dev|preact watch|gridsome develop|hexo s(?:erver)?|rsbuild dev|snowpack dev|ionic serve|gatsby develop)\b|\bstencil build\b[^\n]{0,60}--serve\b/,
  /\b(?:npm|yarn|pnpm|bun)(?: run)? (?:dev|develop|serve|watch)\b/,
  /\b(?:ng|nx|vue-cli-service) serve\b|\breact-scripts start\b|\bwebpack(?:-dev-server| serve)\b|\bparcel (?:serve )?\S*\.html\b/,
  /\b(?:docusaurus start|(?:vitepress|vuepress) dev|eleventy\b[^\n]{0,80}--(?:serve|watch))\b/,
  /\bhugo (?:serve|server)\b|\bjekyll (?:serve|server)\b|\bmkdocs serve\b/,
  /\b(?:next|nuxt|nuxi|astro|remix|vite|svelte-kit|gatsby) (?:dev|develop)\b|(?:^|\s)vite(?: --\S{1,60}(?: [\w.:]{1,40})?){0,9}$/,
  /\bmanage\.py runserver\b|\bflask (?:--\S{1,80} ){0,5}run\b|\buvicorn\b[^\n]{0,200}--reload\b/,
  /\bphp artisan serve\b|\bphp -S\b|\bsymfony (?:server:start|serve)\b|\bspark serve\b/,
  /\bbin\/dev\b|\bforeman start\b|\b(?:shotgun|rerun)\b/,
  /\bair(?:\s+-c \S+)?$|\bgo run\b|\bcargo (?:run|watch)\b/,
];

/** A server that is made for the machine of a developer: it compiles, watches, or takes one request at a time. */
export const isDevelopmentServer = (command: string): boolean => servers.some((server) => server.test(command));
