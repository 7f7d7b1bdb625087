"""Draws the exercises: people as SVG, from the lengths of their limbs and the angles of their joints.

    python tools/figures.py

writes static/img/exercises/<exercise>-<number>.svg, and content/pictures/drawings.json with the size of each
and what is to be seen. It needs nothing but Python. The exercises are in tools/exercises/.
"""

import json
from pathlib import Path
from string import Template

from exercises import EXERCISES
from exercises.drawing import STYLE, ground
from exercises.facing import FacingPose, facing
from exercises.flesh import person

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 240  # of every drawing, in pixels


def style(who, width):
    pen = width * 0.012
    widths = {"outline": 2 * pen, "line": pen, "thin": 0.85 * pen, "detail": 0.65 * pen, "arrow": 3 * pen}
    widths |= {"trail": 1.5 * pen, "gap": 2.4 * pen}
    values = {name: f"{value:.2f}" for name, value in widths.items()}
    values |= {name: getattr(who, name) for name in ("skin", "skin_far", "hair", "scarf")}
    return Template(STYLE).substitute(values, dash=f"{pen:.2f} {2.6 * pen:.2f}")


def svg(strip, frame):
    x, y, width, height = strip.view
    scale = WIDTH / width
    things = ground(strip.view) + strip.things + frame.behind
    if isinstance(frame.pose, FacingPose):
        drawn = facing(strip.who, frame.pose, frame.moves, frame.between, frame.held)
    else:
        drawn = person(strip.who, frame.pose, frame.moves, frame.between)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {round(height * scale)}">'
        f"<style>{style(strip.who, width)}</style>"
        f'<g transform="scale({scale:.4g}) translate({-x:g} {-y:g})">{things}{drawn}{frame.marks}</g></svg>\n'
    )


def drawings(strips):
    """Each drawing as {name: SVG}, and the index."""
    files, index = {}, {}
    for strip in strips:
        height = round(WIDTH * strip.view[3] / strip.view[2])
        for number, (frame, alt) in enumerate(zip(strip.frames, strip.says, strict=True), 1):
            name = f"{strip.name}-{number}"
            files[name] = svg(strip, frame)
            index[name] = {"width": WIDTH, "height": height, "alt": alt}
    return files, index


def main():
    files, index = drawings([exercise() for exercise in EXERCISES])
    folder = ROOT / "static/img/exercises"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.svg").write_text(text)
    (ROOT / "content/pictures/drawings.json").write_text(json.dumps(index, indent=2) + "\n")


if __name__ == "__main__":
    main()
