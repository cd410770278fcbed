<?php
// $mysqli = new mysqli('localhost', 'root', '');
function connect()
{
    $port = getenv('DB_PORT') ?: 3306;
    return new mysqli(getenv('DB_HOST'), getenv('DB_USER'), getenv('DB_PASSWORD'), getenv('DB_NAME'), $port);
}
