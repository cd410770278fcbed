import type { Instruction, Stage } from "../../dockerfile/dockerfile.ts";
import type { ProgramImage } from "../../dockerfile/program-image.ts";

/** Where nginx listens in an image of ours. */
export const webServerPort = 8080;

/** What it answers as soon as it runs. */
export const webServerHealth = "/healthz";

interface Site {
  stages: readonly Stage[];
  /** Puts the files into /usr/share/nginx/html. */
  files: readonly Instruction[];
  /** Paths that are no file are answered by index.html, since the page itself tells them apart. */
  isSinglePage: boolean;
}

/** An image that serves files: nginx as any user, writing to /tmp alone. */
export const webServerImage = ({ stages, files, isSinglePage }: Site): Omit<ProgramImage, "environment" | "port"> => ({
  stages,
  from: "nginx:stable",
  instructions: [{ write: configuration(isSinglePage), to: "/etc/nginx/nginx.conf" }, ...files],
  command: ["nginx", "-g", "daemon off;"],
});

/** Redirects say a path alone: the port here is not the one that people come to. */
const configuration = (isSinglePage: boolean) => `pid /tmp/nginx.pid;
error_log /dev/stderr warn;
events {}
http {
  include /etc/nginx/mime.types;
  access_log /dev/stdout;
  sendfile on;
  gzip on;
  gzip_types text/css text/javascript application/javascript application/json image/svg+xml;
  client_body_temp_path /tmp/body;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi;
  scgi_temp_path /tmp/scgi;
  server {
    listen ${webServerPort};
    absolute_redirect off;
    root /usr/share/nginx/html;
    location = ${webServerHealth} { access_log off; return 200 "ok"; }
    location / { try_files $uri $uri/ ${isSinglePage ? "/index.html" : "=404"}; }
  }
}
`;
