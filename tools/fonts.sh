#!/bin/sh
# Makes static/fonts/*.woff2 small: only the letters and weights that the site uses.
#
#   npm install @fontsource-variable/atkinson-hyperlegible-next@5.3.0 @fontsource-variable/fraunces@5.3.0
#   pip install fonttools brotli
#   sh tools/fonts.sh node_modules/@fontsource-variable
#
# Latin letters with the accents of English, Spanish and their neighbours, quotation marks, dashes, signs; any
# other letter comes from the device. What nearly every page has, the letters of English and Spanish, stands in
# the files called common as well; the others are loaded for a letter outside of these alone (unicode-range in
# site/fonts.css), and draw the pictures for shared links. Headings stand in one weight, so Fraunces is cut at 600, on
# a grid of 1000 units. Each file stays below 14 KB: a phone gets that in one turn, a larger one in two.
set -eu
COMMON=U+20-7E,U+A0,U+A1,U+A9,U+B0,U+B7,U+BF,U+C1,U+C9,U+CD,U+D1,U+D3,U+DA,U+DC,U+E1,U+E9,U+ED,U+F1,U+F3,U+FA
COMMON=$COMMON,U+FC,U+2013,U+2014,U+2018,U+2019,U+201C,U+201D,U+2022,U+2026
LETTERS=U+20-7E,U+A0,U+A1,U+A9-AB,U+AE,U+B0,U+B7,U+BA,U+BB,U+BF-C2,U+C4-CF,U+D1-D6,U+D8-DC,U+DF-E2,U+E4-EF
LETTERS=$LETTERS,U+F1-F6,U+F8-FC,U+152,U+153,U+2013,U+2014,U+2018-201A,U+201C-201E,U+2022,U+2026,U+20AC
LETTERS=$LETTERS,U+2122,U+2212
MEASURES=U+B1-B3,U+BC-BE,U+2009
FROM=$1
OUT=$(dirname "$0")/../static/fonts
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

cut_at() {  # family, style, weights
    fonttools varLib.instancer -q "$FROM/$1/files/$1-latin-wght-$2.woff2" "wght=$3" -o "$WORK/font.ttf"
}

keep() {  # letters, features, name of the result
    pyftsubset "$WORK/font.ttf" --unicodes="$1" --layout-features="$2" --no-hinting \
        --name-IDs=0,1,2,13 --flavor=woff2 --output-file="$OUT/$3"
}

cut_at atkinson-hyperlegible-next normal 400:700
keep "$LETTERS,$MEASURES" "" atkinson-hyperlegible-next-400-700.woff2
keep "$COMMON" "" atkinson-hyperlegible-next-400-700-common.woff2
cut_at atkinson-hyperlegible-next italic 400
keep "$LETTERS,$MEASURES" "" atkinson-hyperlegible-next-italic-400.woff2
cut_at fraunces normal 600
python3 - "$WORK/font.ttf" <<'END'
import sys
from fontTools.ttLib import TTFont, scaleUpem
font = TTFont(sys.argv[1])
scaleUpem.scale_upem(font, 1000)
font.flavor = None
font.save(sys.argv[1])
END
keep "$LETTERS" kern,liga fraunces-600.woff2
keep "$COMMON" kern,liga fraunces-600-common.woff2
