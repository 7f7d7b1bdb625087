"""The drawings of the exercises: as `tools/figures.py` draws them, and drawn of people who stay whole."""

import json
import math
import xml.etree.ElementTree as ET
from importlib import import_module
from itertools import pairwise

import pytest

from tests.support.project import ROOT

FOLDER = ROOT / "static/img/exercises"
INDEX = ROOT / "content/pictures/drawings.json"
SHOE = 24  # cm from the heel to the toes


@pytest.fixture(scope="module")
def figures():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "tools")
        yield import_module("figures")


@pytest.fixture(scope="module")
def strips(figures):
    return [exercise() for exercise in figures.EXERCISES]


@pytest.fixture(scope="module")
def body(figures):
    return import_module("exercises.body")


@pytest.fixture(scope="module")
def facing(figures):
    return import_module("exercises.facing")


def frames(strips):
    for strip in strips:
        for number, frame in enumerate(strip.frames, 1):
            yield f"{strip.name}-{number}", strip, frame


def feet(strip, frame):
    """Feet that stand on something, and how high it is."""
    return strip.stands if frame.stands is None else frame.stands


def test_the_command_gives_the_files_that_are_here(figures, strips):
    files, index = figures.drawings(strips)
    assert {file.stem: file.read_text() for file in FOLDER.iterdir()} == files
    assert json.loads(INDEX.read_text()) == index


def test_no_limb_grows_or_shrinks_within_a_strip(body, facing, strips):
    def lengths(who, pose):
        if isinstance(pose, facing.FacingPose):
            j = facing.joints(who, pose)
            chains = [
                [j[side, joint] for joint in ("shoulder", "elbow", "wrist")] for side in ("left", "right")
            ]
        else:
            j = body.joints(who, pose)
            chains = [[j["hip"], j["shoulder"]], [j["neck"], j["head"]]]
            for side in ("near", "far"):
                chains.append([j["hip"], j[side, "knee"], j[side, "ankle"]])
                chains.append([j["shoulder"], j[side, "elbow"], j[side, "wrist"]])
        return [round(math.dist(*bone), 6) for chain in chains for bone in pairwise(chain)]

    for strip in strips:
        first, *others = [lengths(strip.who, frame.pose) for frame in strip.frames]
        assert others and all(other == first for other in others), strip.name


def test_knees_and_elbows_bend_the_right_way(facing, strips):
    for name, _strip, frame in frames(strips):
        pose = frame.pose
        if isinstance(pose, facing.FacingPose):
            bends = [pose.elbow]
        else:
            bends = [pose.near.knee, pose.far.knee, pose.near_arm.elbow, pose.far_arm.elbow]
        assert all(-1 <= (bend + 180) % 360 - 180 <= 150 for bend in bends), (name, bends)


def test_feet_stand_on_what_is_below_them(body, strips):
    for name, strip, frame in frames(strips):
        for side, height in feet(strip, frame).items():
            heel, ball = body.sole(strip.who, frame.pose, side)
            assert abs(ball[1] + height) < 0.2, (name, side, ball)
            if not getattr(frame.pose, side).toes:
                assert abs(heel[1] + height) < 0.2, (name, side, heel)


def test_who_stands_would_not_fall_over(body, strips):
    for name, strip, frame in frames(strips):
        soles = [body.sole(strip.who, frame.pose, side) for side in feet(strip, frame)]
        if soles and -frame.pose.hip[1] > 0.4 * strip.who.height:
            heels = [heel[0] for heel, _ball in soles]
            assert min(heels) <= body.balance(strip.who, frame.pose) <= max(heels) + SHOE, name


def test_a_drawing_is_light_and_plain_svg(figures):
    for name, entry in json.loads(INDEX.read_text()).items():
        file = FOLDER / f"{name}.svg"
        root = ET.parse(file).getroot()
        assert root.get("viewBox") == f"0 0 {entry['width']} {entry['height']}", name
        assert {element.tag.split("}")[1] for element in root.iter()} == {"svg", "style", "g", "path"}, name
        names = {attribute for element in root.iter() for attribute in element.attrib}
        assert names <= {"viewBox", "transform", "class", "d"}, name
        assert file.stat().st_size <= 24_000, name


def test_a_drawing_says_in_one_sentence_what_is_to_be_seen():
    for name, entry in json.loads(INDEX.read_text()).items():
        assert entry["alt"].find(".") == len(entry["alt"]) - 1 < 124, name
        assert not entry["alt"].startswith(("Drawing", "Picture", "Image")), name


def test_the_start_has_no_accent_and_no_arrow():
    for file in FOLDER.glob("*-1.svg"):
        classes = {element.get("class") for element in ET.parse(file).getroot().iter()}
        assert not classes & {"moves", "moves-far", "arrow", "tip"}, file.name
