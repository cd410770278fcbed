/** Settings of nginx and Apache that people keep beside their program. */
export const serverSettings =
  /(?:^|\/)(?:[\w.-]{0,40}(?:nginx|apache2?|httpd|vhost)[\w.-]{0,20}|default|site|ports|app)\.conf(?:\.template)?$/i;
