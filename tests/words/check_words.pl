#!/usr/bin/env perl
# Counts words that make this project's texts hard to read, in documents, comments and messages.
#
#   check_words.pl [--list] [FOLDER]   FOLDER: a checkout, by default this one
#
# Fails above $allowed. Code is exempt: only comments and strings of sources are read, and of
# documents everything but code blocks and `code`. --list prints each place.
use strict;
use warnings;

my $allowed = 10;
my $list = @ARGV && $ARGV[0] eq '--list' ? shift : '';
my $folder = shift // "$0/../../..";
$folder =~ s{/[^/]*/\.\.}{} while $folder =~ m{/(?!\.\.)[^/]+/\.\.};
chdir $folder or die "check_words.pl: $folder: $!\n";

# What is written instead of each: assigned, listed, reported, valid, is, runs, and so on.
my @words = map { qr/\b(?:$_)\b/i } (
  'tell|tells|told|telling', 'held', 'kept', 'left out|leaves out|leave out',
  'taken in|takes in|take in', '(?:is|are|be|was|were) sound|sound (?:one|cluster|value|config\w*)',
  'stands', 'lives', 'bears', 'by turns', 'anew', 'of late', 'beside', 'likewise',
  'whoever|nobody|somebody', 'those that|one that', q{another's}, '(?<!there )(?:is|are) no (?!longer|more)\w+',
);
# A ditto mark, and sentences that do not begin with their subject.
push @words, qr/(?:,|;|\/\/) too\b/, qr/(?:^|[.:;!?] )(?:Of|Where(?! to\b)|Without|What|Whoever) /;

# The parts of a line that people read, by the kind of file.
sub readable {
  my ($file, $line) = @_;
  if ($file =~ /\.md$/) {
    $line =~ s/`[^`]*`//g;
    return $line;
  }
  return $1 if $line =~ /^\s*(?:\/\/|#(?!include|define|if|endif|else|pragma)|\/?\*)\s?(.*)/;
  my $text = join ' ', $line =~ /"((?:\\.|[^"\\])*)"/g;
  $text .= " $1" if $line =~ /\s(?:\/\/|#) (.*)$/;
  $text .= " $1" if $file =~ /\.ya?ml$/ && $line =~ /^\s*-?\s*(?:summary|description): (.*)/;
  return $text;
}

my ($total, %count) = (0);
for my $file (grep { !m{^tests/(?:words|fuzz/corpus|fuzz/dictionaries|testdata|e2e/programs)/} }
              split /\0/, `git ls-files -z`) {
  next unless -T $file && $file !~ /\.(?:sum|mod|svg)$/;
  open my $in, '<', $file or die "check_words.pl: $file: $!\n";
  my $code = 0;
  while (my $line = <$in>) {
    chomp $line;
    if ($file =~ /\.md$/ && $line =~ /^\s*```/) { $code = !$code; next; }
    next if $code;
    my $text = readable($file, $line);
    for my $word (@words) {
      while ($text =~ /($word)/g) {
        my $found = lc $1;
        $found =~ s/^\W+|\W+$//g;
        ++$total;
        ++$count{$found};
        print "$file:$.: $found: $line\n" if $list;
      }
    }
  }
  close $in;
}
printf "%5d %s\n", $count{$_}, $_ for sort { $count{$b} <=> $count{$a} || $a cmp $b } keys %count;
print "$total words that have a plainer one (allowed: $allowed); each place: $0 --list\n";
exit($total > $allowed);
