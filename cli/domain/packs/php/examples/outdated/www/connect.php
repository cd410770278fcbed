<?php
$link = mysql_connect('localhost', 'news', getenv('DB_PASSWORD'));
