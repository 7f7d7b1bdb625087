"""Draws every icon from static/img/icon.svg; run by hand when it changes (needs Chromium)."""

import base64
import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

STATIC = Path(__file__).resolve().parent.parent / "static"
GROUND = "#0d5c56"  # the disc of the mark
# file: (size, does the colour fill the square, how much of the side the mark takes)
ICONS = {
    "img/icon-192.png": (192, False, 1),
    "img/icon-512.png": (512, False, 1),
    "img/icon-maskable-512.png": (512, True, 0.8),  # phones cut it to any shape, but leave the middle
    "root/apple-touch-icon.png": (180, True, 0.94),
}
LOADED = "img/icon-192.png"  # by every first view; in few colours it is a third as large


def main():
    mark = base64.b64encode((STATIC / "img/icon.svg").read_bytes()).decode()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium")
        page = browser.new_page()

        def draw(size, filled, share):
            page.set_viewport_size({"width": size, "height": size})
            side, ground = size * share, GROUND if filled else "transparent"
            page.set_content(
                f"<style>body{{margin:0;height:{size}px;display:grid;place-items:center;background:{ground}}}"
                f"</style><img width={side} height={side} src='data:image/svg+xml;base64,{mark}'>"
            )
            return Image.open(io.BytesIO(page.screenshot(omit_background=True)))

        for name, drawn in ICONS.items():
            icon = draw(*drawn)
            if name == LOADED:
                icon = icon.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
            icon.save(STATIC / name, optimize=True)
        small = [draw(size, False, 1) for size in (16, 32, 48)]
        small[-1].save(
            STATIC / "root/favicon.ico", sizes=[icon.size for icon in small], append_images=small[:-1]
        )
        browser.close()


if __name__ == "__main__":
    main()
