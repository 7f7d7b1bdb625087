"""The starter drawings as PNG files, each once as it is drawn and once in colours for dark screens.

    python tools/draw_pictures.py [name ...]

Without names, those that have no file yet. Needs Chromium and the packages of requirements-dev.txt.
"""

import io
import shutil
import sys
from itertools import product
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

PICTURES = Path(__file__).resolve().parent.parent / "content/transfer/starter/pictures"
SIZE = {"width": 1600, "height": 1227}
COLOURS = 256

# The paper becomes deep, what lies on it a little lighter, lines lighter still. Shadows, which are drawn with
# an opacity, stay dark. The selectors by shape are the grounds to stand on and the wall of the entrance.
DARK = """
rect[width="1200"][height="920"][fill="#e1efeb"] { fill: #142725 }
rect[width="1200"][height="920"][fill="#fbe9e2"] { fill: #2a1d1a }
rect[width="1200"][height="920"][fill="#fdf2d8"] { fill: #292213 }
[d^="M236"][fill="#fdf2d8"] { fill: #bfb295 }
[fill="#f2ece0"] { fill: #2b3637 }
[fill="#d9d0bf"] { fill: #565f5d }
[d$="V920H0Z"][fill="#7fd1c4"] { fill: #24504a }
[d$="V920H0Z"][fill="#0d5c56"] { fill: #1b3f3b }
[fill="#f2b84b"][opacity=".35"], [fill="#f2b84b"][opacity=".28"] { opacity: .13 }
[fill="#0d5c56"] { fill: #2b8a80 }
[stroke="#0d5c56"] { stroke: #4fb0a4 }
[fill="#08423e"]:not([opacity]) { fill: #1b6a62 }
[fill="#08423e"][opacity] { fill: #04211f }
[stroke="#08423e"] { stroke: #3f9c90 }
[stroke="#7fd1c4"] { stroke: #6fb9ae }
[fill="#b4442a"]:not([opacity]) { fill: #c4553a }
[fill="#b4442a"][opacity=".16"]:not([d$="V920H0Z"]) { opacity: .34 }
[fill="#b4442a"][opacity=".28"] { opacity: .5 }
[stroke="#b4442a"] { stroke: #e0795d }
[fill="#fbf8f2"] { fill: #ece5d6 }
[fill="#c98d63"] { fill: #bd8159 }
[fill="#5b3a29"]:not([opacity]) { fill: #7a5340 }
[fill="#1d2a2b"]:not([opacity]) { fill: #4d403b }
"""


def drawn(page, name, *, dark):
    """The bytes of a PNG file."""
    drawing = (PICTURES / f"{name}.svg").read_text()
    style = f"<style>{DARK if dark else ''}</style>"
    page.set_content(f"<style>body {{ margin: 0 }} svg {{ display: block }}</style>{style}{drawing}")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    out = io.BytesIO()
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def main(names):
    drawings = names or sorted(file.stem for file in PICTURES.glob("*.svg"))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = chromium.new_page(viewport=SIZE)
        for name, ending in product(drawings, ("", "-dark")):
            file = PICTURES / f"{name}{ending}.png"
            if names or not file.exists():
                file.write_bytes(drawn(page, name, dark=bool(ending)))


if __name__ == "__main__":
    main(sys.argv[1:])
