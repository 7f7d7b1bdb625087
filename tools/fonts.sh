#!/bin/sh
# Makes static/fonts/*.woff2 small: only the letters, weights and features that the site uses.
#
#   npm install @fontsource-variable/atkinson-hyperlegible-next@5.3.0 @fontsource-variable/fraunces@5.3.0
#   pip install fonttools brotli
#   sh tools/fonts.sh node_modules/@fontsource-variable
#
# Latin letters with every accent of English, Spanish and their neighbours, quotation marks, dashes, signs.
# Headings stand in one weight, so Fraunces is cut at 600; of Atkinson the text uses 400 to 700, upright.
set -eu
LETTERS=U+20-7E,U+A0-FF,U+131,U+152,U+153,U+2BC,U+2C6,U+2DC,U+2009,U+2013,U+2014,U+2018-201A,U+201C-201E
LETTERS=$LETTERS,U+2022,U+2026,U+2032,U+2033,U+2039,U+203A,U+2044,U+20AC,U+2122,U+2212
FROM=$1
OUT=$(dirname "$0")/../static/fonts
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

small() {  # family, style, weights, name of the result
    fonttools varLib.instancer -q "$FROM/$1/files/$1-latin-wght-$2.woff2" "wght=$3" -o "$WORK/font.ttf"
    pyftsubset "$WORK/font.ttf" --unicodes="$LETTERS" --layout-features=kern,liga --no-hinting \
        --name-IDs=0,1,2,3,4,5,6,13,14 --flavor=woff2 --output-file="$OUT/$4"
}

small atkinson-hyperlegible-next normal 400:700 atkinson-hyperlegible-next-400-700.woff2
small atkinson-hyperlegible-next italic 400 atkinson-hyperlegible-next-italic-400.woff2
small fraunces normal 600 fraunces-600.woff2
