import type { Instruction } from "../../dockerfile/dockerfile.ts";

interface Pages {
  /** The folder that is served, in the image. */
  folder: string;
  /** Answers every path that is no file; undefined if paths are files, or rules of the project say it. */
  frontController: string | undefined;
  /** Folders in it that nobody is given anything of: the rule that lies in one is out of sight where a volume is mounted. */
  closed: readonly string[];
}

/**
 * Apache as any user, on the port that it is told, writing to /tmp alone. It keeps few processes, since each has all of
 * PHP in it. Whether a request came by HTTPS,
 * and from where, is known to whoever is in front of it.
 */
const site = ({ folder, frontController, closed }: Pages) => `Listen \${PORT}
ServerName localhost
ServerTokens Prod
MaxRequestWorkers 30
<VirtualHost *:\${PORT}>
  DocumentRoot ${folder}
  ErrorLog /dev/stderr
  CustomLog /dev/stdout combined
  SetEnvIf X-Forwarded-Proto ^https$ HTTPS=on
  RemoteIPHeader X-Forwarded-For
  RemoteIPInternalProxy 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 127.0.0.0/8 fc00::/7
  <Directory ${folder}>
    Options FollowSymLinks
    AllowOverride All
    Require all granted${frontController ? `\n    FallbackResource /${frontController}` : ""}
  </Directory>
${closed.map((one) => `  <Directory ${one}>\n    AllowOverride None\n    Require all denied\n  </Directory>\n`).join("")}  RedirectMatch 404 /\\.(?!well-known/)
</VirtualHost>
`;

const settings = `expose_php = Off
display_errors = Off
log_errors = On
error_log = /dev/stderr
upload_max_filesize = 32M
post_max_size = 32M
opcache.validate_timestamps = 0
`;

export const apacheEnvironment = {
  APACHE_RUN_DIR: "/tmp/apache2",
  APACHE_LOCK_DIR: "/tmp/apache2",
  APACHE_PID_FILE: "/tmp/apache2/apache2.pid",
};

export const phpSettings: Instruction = { write: settings, to: "$PHP_INI_DIR/conf.d/production.ini" };

export const apacheSettings = (pages: Pages): Instruction[] => [
  { run: "a2enmod rewrite headers expires remoteip && echo > /etc/apache2/ports.conf" },
  { write: site(pages), to: "/etc/apache2/sites-available/000-default.conf" },
];
