<?php
(require_once __DIR__.'/../bootstrap/app.php')->handleRequest(Request::capture());
