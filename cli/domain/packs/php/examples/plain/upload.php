<?php
$upload_dir = 'uploads/';
move_uploaded_file($_FILES['picture']['tmp_name'], $upload_dir . uniqid());
