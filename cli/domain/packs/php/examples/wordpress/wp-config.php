<?php
define('DB_HOST', getenv('WORDPRESS_DB_HOST'));
define('DB_PASSWORD', getenv('WORDPRESS_DB_PASSWORD'));
