# Does one thing with Net::FTP: client.pl OPERATION HOST PORT USER PASSWORD DIRECTORY
use strict;
use warnings;
use Net::FTP;

my ($operation, $host, $port, $user, $password, $directory) = @ARGV;
my $ftp = Net::FTP->new($host, Port => $port, Timeout => 30) or die "cannot connect: $@";
my $ok = $ftp->login($user, $password) && $ftp->binary && $ftp->cwd("/$directory");
my %does = (
    list         => sub { print join(' ', $ftp->ls), "\n"; 1 },
    upload       => sub { $ftp->put('photo.jpg') },
    overwrite    => sub { $ftp->put('photo.jpg') },
    append       => sub { $ftp->append('photo.jpg') },
    download     => sub { $ftp->get('photo.jpg') },
    resume       => sub { $ftp->get('photo.jpg', 'photo.jpg', -s 'photo.jpg') },
    rename       => sub { $ftp->rename('photo.jpg', 'renamed.jpg') },
    delete       => sub { $ftp->delete('photo.jpg') },
    mkdir        => sub { $ftp->mkdir('made') },
    rmdir        => sub { $ftp->rmdir('made') },
    'rmdir full' => sub { $ftp->rmdir('made') },
    missing      => sub { $ftp->cwd('missing') },
    unique       => sub { my $name = $ftp->put_unique('photo.jpg', 'photo.jpg'); print "stored as $name\n"; $name },
);
$ok &&= $does{$operation}->();
print $ftp->code, ' ', $ftp->message;
$ftp->quit;
exit($ok ? 0 : 1);
