<?php
include 'connect.php';
$result = mysql_query('SELECT title FROM news');
while ($row = mysql_fetch_array($result)) {
    echo $row['title'];
}
mail($to, 'News', 'There is news');
