"""Exercises of neck and shoulders, seen from near by."""

from .body import Arm, joints, pose, standing
from .drawing import arrow, level, lines, path
from .facing import FacingPose, band, blades
from .flesh import start_of_head
from .strips import LENA, LUIS, MEI, Frame, Strip


def chin_tuck():
    who = MEI

    def draw_back(neck):
        return pose(who, standing(who), 2, neck, hands=(Arm(4, 14), Arm(8, 14)))

    start, end = draw_back(25), draw_back(3)
    says = [
        "A woman looks straight ahead, her head in front of her shoulders.",
        "The woman's head has moved straight back over her shoulders, chin level; an arrow points back.",
    ]

    def gaze(pose):
        x, y = joints(who, pose)["head"]
        return level((x + 12.5, y), (90, y))

    shadow = gaze(end) + start_of_head(who, start)
    back = arrow((40, -139), (22, -139), size=2.6)
    frames = [Frame(start, behind=gaze(start)), Frame(end, marks=back, behind=shadow)]
    return Strip("chin-tuck", who, (-33, -172, 78, 68), "", says, frames, {})


def shoulder_blade_squeeze():
    who, middle = LUIS, (0, -134)
    relaxed, squeezed = FacingPose(middle, 11, back=True), FacingPose(middle, 12, retraction=0.8, back=True)
    says = [
        "A man is seen from behind, arms by his sides, shoulder blades apart.",
        "The man's shoulder blades have moved toward his spine, as two arrows show.",
    ]
    spine = path("thin", lines((0, -138), (0, -90)))
    start = spine + blades(who, middle, 5.4, "detail")
    end = spine + blades(who, middle, 5.4, "start") + blades(who, middle, 2.9, "moves detail")
    arrows = arrow((10.8, -115), (2.4, -115), size=2) + arrow((-10.8, -115), (-2.4, -115), size=2)
    frames = [Frame(relaxed, between=start), Frame(squeezed, marks=arrows, between=end)]
    return Strip("shoulder-blade-squeeze", who, (-46, -180, 92, 86), "", says, frames, {})


def band_rotation():
    who, start, end = LENA, FacingPose((0, -134), 4, 90, -19), FacingPose((0, -134), 4, 90, 50)
    says = [
        "A woman holds a band with both hands before her belly, elbows bent at her sides.",
        "The woman's hands pull the band apart, elbows still at her sides; two arrows point outward.",
    ]
    arrows = arrow((28, -118), (46, -118), size=3.4) + arrow((-28, -118), (-46, -118), size=3.4)
    frames = [
        Frame(start, held=band(who, start, 6, 2.8)),
        Frame(end, {"forearms"}, arrows, held=band(who, end, 0, 1.6)),
    ]
    return Strip("band-rotation", who, (-54, -189, 108, 114), "", says, frames, {})
