# Makes malformed and hostile documents: hostile.pl FOLDER GOOD.pdf GOOD.docx GOOD.odt. Prints for each: name, and what must come of it:
# "fout" (an error) or "vrij" (an error or a good corpus file). Always the same ones.
use strict;
use warnings;

my ($folder, $pdf, $docx, $odt) = @ARGV;
srand(20261122);

sub slurp { my ($name) = @_; open(my $in, '<:raw', $name) or die "$name: $!"; local $/; return <$in>; }
sub put {
    my ($name, $bytes, $must) = @_;
    open(my $out, '>:raw', "$folder/$name") or die "$name: $!";
    print $out $bytes;
    close $out;
    print "$name $must\n";
}
sub random_bytes { my ($count) = @_; return join '', map { chr int rand 256 } 1 .. $count; }
sub corrupt {
    my ($bytes, $times) = @_;
    substr($bytes, int(rand(length $bytes)), 1) = chr int rand 256 for 1 .. $times;
    return $bytes;
}

# Raw deflate of `count` repeats of a piece, by way of gzip.
sub deflated {
    my ($begin, $piece, $count, $end) = @_;
    my $temporary = "$folder/.deflate";
    open(my $gzip, '|-', "gzip -9n >'$temporary'") or die $!;
    binmode $gzip;
    print $gzip $begin;
    my $block = $piece x 1000;
    print $gzip $block for 1 .. $count / 1000;
    print $gzip $end;
    close $gzip;
    my $bytes = slurp($temporary);
    unlink $temporary;
    my ($sum, $size) = unpack 'VV', substr($bytes, -8);
    return (substr($bytes, 10, -8), $sum, $size);
}
sub stored { my ($bytes) = @_; my ($raw, $sum, $size) = deflated($bytes, '', 0, ''); return [$raw, $sum, $size]; }

# A zip file of [name, [raw, crc, size]].
sub zip {
    my ($body, $directory, $count) = ('', '', 0);
    for my $entry (@_) {
        my ($name, $data) = @$entry;
        my ($raw, $sum, $size) = @$data;
        my $fields = pack('vvvvvVVVvv', 20, 0, 8, 0, 0, $sum, length $raw, $size, length $name, 0);
        $directory .= "PK\1\2" . pack('v', 20) . $fields . pack('vvvVV', 0, 0, 0, 0, length $body) . $name;
        $body .= "PK\3\4" . $fields . $name . $raw;
        $count++;
    }
    return $body . $directory . "PK\5\6" . pack('vvvvVVv', 0, 0, $count, $count, length $directory, length $body, 0);
}
my $types = stored('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>');
my $rels = stored('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>');
my $word = '<?xml version="1.0"?>%s<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>';
sub docx { my ($document) = @_; return zip(['[Content_Types].xml', $types], ['_rels/.rels', $rels], ['word/document.xml', $document]); }

# A PDF out of objects; %d in them is nothing special.
sub pdf {
    my $bytes = "%PDF-1.4\n";
    my @offsets;
    for my $index (0 .. $#_) {
        push @offsets, length $bytes;
        $bytes .= ($index + 1) . " 0 obj\n$_[$index]\nendobj\n";
    }
    my $start = length $bytes;
    $bytes .= "xref\n0 " . (@_ + 1) . "\n0000000000 65535 f \n" . join('', map { sprintf "%010d 00000 n \n", $_ } @offsets);
    return $bytes . "trailer\n<< /Size " . (@_ + 1) . " /Root 1 0 R >>\nstartxref\n$start\n%%EOF\n";
}
sub page_pdf {
    my ($content, $extra) = @_;
    return pdf('<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Count 1 /Kids [4 0 R] >>',
        '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 3 0 R >> $extra >> >>",
        $content, @_[2 .. $#_]);
}
sub stream { my ($bytes, $extra) = @_; return '<< /Length ' . length($bytes) . " $extra >>\nstream\n$bytes\nendstream"; }

my ($good_pdf, $good_docx, $good_odt) = (slurp($pdf), slurp($docx), slurp($odt));
put("afgekapt-$_.pdf", substr($good_pdf, 0, int(length($good_pdf) * $_ / 16)), 'vrij') for 1 .. 15;
put("bedorven-$_.pdf", corrupt($good_pdf, 10 * $_ * $_), 'vrij') for 1 .. 12;
put("afgekapt-$_.docx", substr($good_docx, 0, int(length($good_docx) * $_ / 9)), 'fout') for 1 .. 8;
put("bedorven-$_.docx", corrupt($good_docx, 3 * $_ * $_), 'vrij') for 1 .. 6;
put("afgekapt-$_.odt", substr($good_odt, 0, int(length($good_odt) * $_ / 5)), 'fout') for 1 .. 4;
put("bedorven-$_.odt", corrupt($good_odt, 3 * $_ * $_), 'vrij') for 1 .. 4;
put("leeg.$_", '', 'fout') for qw(pdf docx odt html txt);
put("toeval.$_", random_bytes(20000), 'fout') for qw(pdf docx odt html txt);
put("toeval-na-kop.pdf", "%PDF-1.7\n" . random_bytes(50000), 'fout');
put("toeval-na-kop.docx", "PK\3\4" . random_bytes(50000), 'fout');
put('geen-pdf.pdf', "Dit is gewone tekst en geen PDF.\n" x 20, 'fout');
put('geen-word.docx', "Dit is gewone tekst en geen Word.\n" x 20, 'fout');
put('plaatje.pdf', "\x89PNG\r\n\x1a\n" . random_bytes(1000), 'fout');
put('oud.doc', "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" . "\0" x 4096, 'fout');
put('beveiligd.docx', "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" . "\0" x 4096, 'fout');
put('rtf.rtf', "{\\rtf1 Een tekst.}", 'fout');
put('zip.docx', zip(['a.txt', stored('hallo')]), 'fout');
put('pad.docx', zip(['../../../../tmp/bpv-ontsnapt', stored('hallo')], ['word/document.xml', stored('<x/>')]), 'fout');
put('geen-inhoud.docx', docx(stored('')), 'fout');
put('geen-tekst.docx', docx(stored(sprintf($word, '') . '</w:body></w:document>')), 'fout');

my $paragraph = '<w:p><w:r><w:t>Een leerbedrijf begeleidt de student.</w:t></w:r></w:p>';
put('bom.docx', docx([deflated(sprintf($word, '') . '<w:p><w:r><w:t>', ' ' x 1000, 600000, '</w:t></w:r></w:p></w:body></w:document>')]), 'fout');
put('bom-alineas.docx', docx([deflated(sprintf($word, ''), $paragraph, 1000000, '</w:body></w:document>')]), 'fout');
put('diep.docx', docx([deflated(sprintf($word, ''), '<w:p>', 1000000, '')]), 'fout');
my $entities = join '', map { "<!ENTITY e$_ \"" . ("&e" . ($_ - 1) . ';') x 10 . '">' } 1 .. 12;
put('lachen.docx', docx(stored(sprintf($word, "<!DOCTYPE d [<!ENTITY e0 \"lol\">$entities]>") . '<w:p><w:r><w:t>&e12;</w:t></w:r></w:p></w:body></w:document>')), 'fout');
put('bestand.docx', docx(stored(sprintf($word, '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>') . '<w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>')), 'fout');
put('bom.odt', zip(['mimetype', stored('application/vnd.oasis.opendocument.text')], ['content.xml', [deflated('<a>', 'x' x 1000, 600000, '</a>')]]), 'fout');

put('nul-bladzijden.pdf', pdf('<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Count 0 /Kids [] >>'), 'fout');
put('kring.pdf', pdf('<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Count 1 /Kids [2 0 R] >>'), 'fout');
put('veel-bladzijden.pdf', pdf('<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Count 999999999 /Kids [2 0 R] >>'), 'fout');
put('scan.pdf', page_pdf(stream('0 0 0 rg 50 50 400 600 re f', ''), ''), 'fout');
put('diep.pdf', pdf('<< /Type /Catalog /Pages ' . '[' x 200000 . ' >>'), 'fout');
put('druk.pdf', page_pdf(stream("BT /F1 8 Tf\n" . join('', map { '1 0 0 1 ' . ($_ * 37 % 500) . ' ' . ($_ * 53 % 800) . " Tm (stage) Tj\n" } 1 .. 100000) . 'ET', ''), ''), 'fout');
put('bom.pdf', page_pdf(do { my ($raw) = deflated('', '(stage) Tj 1 0 0 1 10 10 cm ', 20000000, ''); stream("\x78\x9c$raw\0\0\0\0", '/Filter /FlateDecode') }, ''), 'fout');
put('zichzelf.pdf', page_pdf(stream('/X Do', ''), '/XObject << /X 6 0 R >>', stream('/X Do /X Do', '/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>')), 'fout');

put('diep.html', '<html><body>' . '<div>' x 300000 . 'Een leerbedrijf begeleidt de student bij de stage.', 'vrij');
put('groot.html', '<html><body>' . '<p>Een leerbedrijf begeleidt de student bij de stage.</p>' x 900000, 'fout');
put('tabellen.html', '<html><body>' . '<table><tr><td>' x 20000 . 'stage', 'vrij');
put('koppen.html', '<html><body>' . join('', map { "<h2>Kop $_</h2><p>Een leerbedrijf begeleidt.</p>" } 1 .. 2500), 'fout');
put('script.html', '<html><script>' . 'alert(1);' x 1000 . '</script></html>', 'fout');
put('lokaal.html', '<html><body><img src="file:///etc/passwd"><iframe src="file:///etc/passwd"></iframe><p>Een leerbedrijf begeleidt de student.</p></body></html>', 'vrij');
put('niet-af.html', '<html><body><p>Een leerbedrijf begeleidt <!-- de student', 'vrij');
put('latijn.txt', "De co\xF6rdinator belt het leerbedrijf over de stage.\n", 'fout');
put('utf16.txt', "\xFF\xFE" . join('', map { "$_\0" } split //, 'De begeleider belt het leerbedrijf.'), 'fout');
put('nul.txt', "De begeleider belt\0het leerbedrijf.\n", 'fout');
put('vervangtekens.txt', "\xEF\xBF\xBDe beg\xEF\xBF\xBDleider b\xEF\xBF\xBDlt h\xEF\xBF\xBDt leerb\xEF\xBF\xBDdrijf.\n" x 20, 'fout');
put('groot.txt', "De begeleider belt het leerbedrijf over de stage.\n" x 200000, 'fout');
put('regels.txt', "a\n" x 300000, 'fout');
put('cijfers.txt', "1 2 3 4 5 6 7 8 9 10\n" x 100, 'fout');
put('lang.txt', 'stage' x 300000, 'vrij');
put('opmaak.txt', "# <!-- passage\nid: kapot\n-->\n\n## \[[[[[[x](javascript:alert(1))\n\n---\n\n" . "> " x 2000 . "een leerbedrijf begeleidt de student\n" . '[' x 5000 . "\n" . ' ' x 3000 . "- x\n", 'vrij');
put('streepjes.txt', "begelei-\n" x 20000, 'vrij');
