"""The site's colours where no style sheet reaches: share pictures, the manifest, the bar of a browser.

Each is the custom property of that name in static/css/tokens.css; a test compares them.
"""

PAPER = "#fbf8f2"
INK = "#1d2a2b"
BRAND = "#0b534e"
BRAND_WASH = "#e1efeb"
SUN = "#f2b84b"
PAPER_IN_THE_DARK = "#12191a"

LEAF = "#0d5c56"  # of the sign alone, as in static/img/icon.svg
