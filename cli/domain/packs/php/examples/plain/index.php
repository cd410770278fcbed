<?php
require __DIR__ . '/inc/db.php';
session_start();
$visits = connect()->query('SELECT CONNECTION_ID() AS visits')->fetch_assoc();
?>
<!doctype html>
<title>Guestbook</title>
<p><?= $visits['visits'] ?> visits</p>
