<?php
// Does one thing with PHP's ftp functions: client.php OPERATION HOST PORT USER PASSWORD DIRECTORY
[, $operation, $host, $port, $user, $password, $directory] = $argv;
$connect = $operation === 'FTPS' ? 'ftp_ssl_connect' : 'ftp_connect';
$ftp = $connect($host, (int) $port, 30);
$done = $ftp && ftp_login($ftp, $user, $password) && ftp_pasv($ftp, true) && ftp_chdir($ftp, "/$directory");
$does = [
    'list' => function () use ($ftp) { echo implode(' ', ftp_nlist($ftp, '.') ?: []), "\n"; return true; },
    'upload' => fn () => ftp_put($ftp, 'photo.jpg', 'photo.jpg'),
    'overwrite' => fn () => ftp_put($ftp, 'photo.jpg', 'photo.jpg'),
    'append' => fn () => ftp_append($ftp, 'photo.jpg', 'photo.jpg'),
    'download' => fn () => ftp_get($ftp, 'photo.jpg', 'photo.jpg'),
    'resume' => fn () => ftp_get($ftp, 'photo.jpg', 'photo.jpg', FTP_BINARY, FTP_AUTORESUME),
    'rename' => fn () => ftp_rename($ftp, 'photo.jpg', 'renamed.jpg'),
    'delete' => fn () => ftp_delete($ftp, 'photo.jpg'),
    'mkdir' => fn () => ftp_mkdir($ftp, 'made') !== false,
    'rmdir' => fn () => ftp_rmdir($ftp, 'made'),
    'rmdir full' => fn () => ftp_rmdir($ftp, 'made'),
    'missing' => fn () => ftp_nlist($ftp, 'missing') !== false,
    'FTPS' => fn () => ftp_put($ftp, 'photo.jpg', 'photo.jpg'),
];
$done = $done && $does[$operation]();
if ($ftp) ftp_close($ftp);
exit($done ? 0 : 1);
