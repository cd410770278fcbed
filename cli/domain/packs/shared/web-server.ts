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
  /** Requests that other services answer: all below a path or, at `/`, those that are for no page and no file. */
  passedOn?: readonly PassedOn[];
}

interface PassedOn {
  path: string;
  /** Name and port. */
  to: string;
}

/** An image that serves files: nginx as any user, writing to /tmp alone. */
export const webServerImage = ({
  stages,
  files,
  isSinglePage,
  passedOn = [],
}: Site): Omit<ProgramImage, "environment" | "port"> => ({
  stages,
  from: "nginx:stable",
  instructions: [{ write: configuration(isSinglePage, passedOn), to: "/etc/nginx/nginx.conf" }, ...files],
  command: ["nginx", "-g", "daemon off;"],
});

/** Redirects say a path alone: the port here is not the one that people come to. */
const configuration = (isSinglePage: boolean, passedOn: readonly PassedOn[]) => `pid /tmp/nginx.pid;
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
${passedOn.length > 0 ? "  map $http_upgrade $connection_upgrade { default upgrade; '' close; }\n" : ""}  server {
    listen ${webServerPort};
    absolute_redirect off;
    root /usr/share/nginx/html;
    location = ${webServerHealth} { access_log off; return 200 "ok"; }
${passedOn.map(location).join("")}${rest(isSinglePage, passedOn)}
  }
}
`;

const location = ({ path, to }: PassedOn) => (path === "/" ? "" : `    location ${path} {\n${passing(to, 6)}    }\n`);

/** What asks for no page is passed on, as the server for developing does. */
function rest(isSinglePage: boolean, passedOn: readonly PassedOn[]): string {
  const other = passedOn.find(({ path }) => path === "/");
  // A page may have a folder of its name beside it, so that its file comes first.
  if (!other)
    return `    location / { try_files $uri ${isSinglePage ? "$uri/ /index.html" : "$uri.html $uri/ =404"}; }`;
  return `    location / { try_files $uri $uri/index.html @other; }
    location @other {
      if ($http_accept !~ text/html) { proxy_pass http://${other.to}; }
${headers(6)}      rewrite ^ /index.html break;
    }`;
}

const passing = (to: string, indent: number) => `${" ".repeat(indent)}proxy_pass http://${to};\n${headers(indent)}`;

const headers = (indent: number) =>
  [
    "proxy_http_version 1.1;",
    "proxy_set_header Host $host;",
    "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
    "proxy_set_header X-Forwarded-Proto $scheme;",
    "proxy_set_header Upgrade $http_upgrade;",
    "proxy_set_header Connection $connection_upgrade;",
  ]
    .map((line) => `${" ".repeat(indent)}${line}\n`)
    .join("");
