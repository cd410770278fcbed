<?php
// Puts Composer and the classes it needs into one archive that runs, with the paths that Debian gave them led into it.
$archive = new Phar($argv[1], 0, 'composer.phar');
$files = new RecursiveIteratorIterator(
    new RecursiveDirectoryIterator('/usr/share/php', FilesystemIterator::SKIP_DOTS | FilesystemIterator::FOLLOW_SYMLINKS)
);
foreach ($files as $file) {
    if ($file->isFile()) {
        $text = file_get_contents($file->getPathname());
        $archive['share/php' . substr($file->getPathname(), strlen('/usr/share/php'))] =
            str_replace('/usr/share/php/', 'phar://composer.phar/share/php/', $text);
    }
}
$archive['bin/composer'] = preg_replace('/^#!.*\n/', '', file_get_contents('/usr/bin/composer'));
$archive->setStub(
    "#!/usr/bin/env php\n<?php Phar::mapPhar('composer.phar'); require 'phar://composer.phar/bin/composer'; __HALT_COMPILER();"
);
