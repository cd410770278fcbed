bind "unix:///var/www/notes/tmp/puma.sock"
