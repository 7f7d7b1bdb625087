"""Exercises on a mat, whose top is 3 cm above the floor."""

import math
from dataclasses import replace

from .body import Arm, Foot, Hand, Leg, joints, pose
from .drawing import arrow, direction, mat, towel_roll
from .strips import AMA, BIA, JO, MAT, SAM, Frame, Strip


def head_on_mat(who, hip, trunk):
    """How far the neck is bent of somebody whose head lies on the mat."""
    neck = joints(who, pose(who, hip, trunk))["neck"]
    return math.degrees(math.acos((-14.8 - neck[1]) / who.neck)) - 180 - trunk


def quad_set():
    who, hip, lean = BIA, (-30, -14), -32

    def press(knee):
        """The knee is this high over the floor, the heel lies on the mat."""
        thigh = 90 + math.degrees(math.asin((knee + hip[1]) / who.thigh))
        shank = 90 - math.degrees(math.asin((knee - 8.7) / who.shank))
        leg = Leg(thigh + lean, thigh - shank, 86 - shank)
        hands = [Hand(-82, -6, -84, "planted")] * 2
        return pose(who, hip, lean, 13, 1, (leg, Foot(-11.7, 3, 17)), hands)

    says = [
        "A woman sits on a mat, one leg straight over a rolled towel, the other knee bent.",
        "The woman's thigh is tight and her knee presses the towel flat, as an arrow down shows.",
    ]
    down = arrow((13.5, -66), (13.5, -34))
    frames = [
        Frame(press(23), between=towel_roll(17.4, -3, 12, 11.8)),
        Frame(press(18.8), {"near thigh"}, down, between=towel_roll(18.2, -3, 13.4, 8.4)),
    ]
    return Strip("quad-set", who, (-102, -102, 168, 110), mat(-110, 200), says, frames, {"far": 3})


def bridge():
    who, moves = AMA, {"thigh", "pelvis", "trunk"}
    shoulder, knee = (-46, -13.4), -3 - who.ankle - who.shank
    foot = shoulder[0] + math.sqrt((who.trunk + who.thigh) ** 2 - (knee - shoulder[1]) ** 2) - 1
    straight = shoulder[1] + (knee - shoulder[1]) * who.trunk / (who.trunk + who.thigh)

    def lift(y):
        hip = shoulder[0] + math.sqrt(who.trunk**2 - (y - shoulder[1]) ** 2), y
        trunk = -180 - direction(hip, shoulder)
        neck, feet = head_on_mat(who, hip, trunk), (Foot(foot, 3), Foot(foot + 5, 3))
        return pose(who, hip, trunk, neck, -90, feet, [Hand(shoulder[0] + 54, -6.2, 90)] * 2)

    says = [
        "A woman lies on her back with her knees bent and her feet flat.",
        "The woman's hips are lifted into one line with her shoulders and knees; an arrow points up.",
        "The woman's hips are halfway down to the mat; an arrow points down.",
    ]
    frames = [
        Frame(lift(-14.6)),
        Frame(lift(straight), moves, arrow((-22, -50), (-22, -76))),
        Frame(lift(straight / 2 - 7), moves, arrow((-22, -76), (-22, -50))),
    ]
    return Strip("bridge", who, (-94, -82, 152, 90), mat(-100, 200), says, frames, MAT)


def knee_to_chest():
    who, shoulder = SAM, (-46, -13.8)
    hip = shoulder[0] + who.trunk, -14.6
    trunk = -180 - direction(hip, shoulder)

    def lie(near, hands):
        return pose(who, hip, trunk, head_on_mat(who, hip, trunk), -90, (near, Foot(42, 3)), hands)

    resting = [Hand(9.4, -6.6, 90)] * 2
    holding = [Hand(-20.5, -57, 60, "grip")] * 2
    says = [
        "A man lies on his back with his knees bent and his feet flat.",
        "The man pulls one knee to his chest with both hands while the other foot stays flat.",
    ]
    pull = arrow((-35, -66), (-47, -42))
    frames = [
        Frame(lie(Foot(37, 3), resting), stands=MAT),
        Frame(lie(Leg(128, 134, 0), holding), {"near leg", "pelvis"}, pull),
    ]
    return Strip("knee-to-chest", who, (-92, -80, 156, 88), mat(-100, 200), says, frames, {"far": 3})


def pelvic_tilt():
    who, shoulder = JO, (-46, -13.6)
    hip = shoulder[0] + who.trunk, -14.2
    trunk = -180 - direction(hip, shoulder)
    feet, arm = (Foot(33, 3), Foot(38, 3)), Arm(94 + trunk, 49, -55, "resting", 46)

    def tilt(arch):
        lying = pose(who, hip, trunk, head_on_mat(who, hip, trunk), -90, feet, (arm, arm))
        return replace(lying, arch=arch)

    says = [
        "A woman lies on her back, knees bent, a hand on her belly, with a gap under her low back.",
        "The woman's low back lies flat on the mat and the gap is gone; an arrow below it points down.",
    ]
    press = arrow((-17, 4.2), (-17, 17.6), size=3.6)
    frames = [Frame(tilt(5.4)), Frame(tilt(-1.5), {"pelvis", "waist"}, press)]
    return Strip("pelvic-tilt", who, (-92, -60.5, 154, 82), mat(-100, 200), says, frames, MAT)
