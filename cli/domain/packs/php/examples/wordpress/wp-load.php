<?php
require_once ABSPATH . 'wp-config.php';
