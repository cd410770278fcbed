<?php
class Mailer
{
    public function __construct() { $this->token = $_ENV['MAIL_TOKEN']; }
}
