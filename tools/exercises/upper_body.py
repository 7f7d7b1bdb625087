"""Exercises of neck and shoulders, seen from near by."""

from .body import Arm, joints, pose, standing
from .drawing import arrow, band, level, towel_roll
from .facing import FacingPose, blades
from .facing import joints as facing_joints
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
    relaxed, squeezed = FacingPose(middle, 11, back=True), FacingPose(middle, 11, retraction=1.4, back=True)
    says = [
        "A man is seen from behind, arms by his sides, shoulders relaxed.",
        "The man's shoulder blades are close together; two arrows point toward his spine.",
    ]
    arrows = arrow((-44, -128), (-29, -128), size=3) + arrow((44, -128), (29, -128), size=3)
    frames = [
        Frame(relaxed, between=blades(who, middle, 5.4, "detail")),
        Frame(squeezed, marks=arrows, between=blades(who, middle, 1.6, "moves detail")),
    ]
    return Strip("shoulder-blade-squeeze", who, (-48, -176, 96, 84), "", says, frames, {})


def band_rotation():
    who = LENA
    rolls = towel_roll(-15.6, -106, 6.6, 6.6) + towel_roll(15.6, -106, 6.6, 6.6)

    def turn(rotation, moves=frozenset(), marks=""):
        turned = FacingPose((0, -134), 15, 68, rotation)
        j = facing_joints(who, turned)
        return Frame(turned, moves, marks, between=rolls + band(j["left", "wrist"], j["right", "wrist"]))

    says = [
        "A woman holds a band with both hands, elbows bent at her sides on rolled towels.",
        "The woman's hands pull the band apart, elbows still at her sides; two arrows point outward.",
    ]
    arrows = arrow((28, -82), (48, -82), size=3.4) + arrow((-28, -82), (-48, -82), size=3.4)
    frames = [turn(-34), turn(48, {"forearms"}, arrows)]
    return Strip("band-rotation", who, (-54, -185, 108, 109), "", says, frames, {})
