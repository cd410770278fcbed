<?php
final class Version20240101000000 extends AbstractMigration {}
