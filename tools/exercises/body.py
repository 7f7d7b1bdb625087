"""People of the exercise drawings in numbers: measures, poses as angles, joints as points.

Angles are those of a clinician: 0 is standing upright. Trunk and neck lean forward (+), hip, knee, shoulder
and elbow flex (+), the ankle bends up (+). `joints()` is the one place where angles become points. `pose()`
finds the angles that bring a foot or a hand to a point, so that no limb changes its length between drawings.
"""

import math
from dataclasses import dataclass, replace

from .drawing import at, between, direction, turned


@dataclass(frozen=True)
class Person:
    height: float = 168
    girth: float = 1.0
    skin: str = "#f0cfb6"
    skin_far: str = "#dcb598"
    hair: str = "#4a3a32"
    style: str = "short"
    belly: float = 0.0  # cm that it stands out
    bust: float = 0.0
    scarf: str = "#a98fa3"
    glasses: bool = False
    beard: bool = False
    long_sleeves: bool = False
    in_socks: bool = False

    # Shares of the height after Winter, "Biomechanics and Motor Control of Human Movement"
    thigh = property(lambda self: self.height * 0.245)
    shank = property(lambda self: self.height * 0.246)
    ankle = property(lambda self: self.height * 0.046)  # above the floor, in a shoe
    trunk = property(lambda self: self.height * 0.272)  # to the joint of the arm, which hangs a little
    upper_arm = property(lambda self: self.height * 0.180)
    forearm = property(lambda self: self.height * 0.150)
    neck = property(lambda self: self.height * 0.100)
    scale = property(lambda self: self.height / 168)  # of shapes that are drawn for 168 cm
    limb = property(lambda self: self.scale * (1 + self.girth) / 2)


@dataclass(frozen=True)
class Leg:
    hip: float = 0
    knee: float = 0
    ankle: float = 0
    toes: float = 0  # bent up, while the heel is off the floor


@dataclass(frozen=True)
class Arm:
    shoulder: float = 0
    elbow: float = 10
    wrist: float = 0
    hand: str = "relaxed"
    aside: float = 0  # how far the arm points out of the picture, which makes it look shorter


@dataclass(frozen=True)
class Pose:
    hip: tuple
    trunk: float = 0
    neck: float = 12
    face: float = 0  # how far the face looks down; 0 is level
    near: Leg = Leg()
    far: Leg = Leg()
    near_arm: Arm = Arm()
    far_arm: Arm = Arm()
    arch: float = 0  # cm that the low back is hollow, more than in standing


@dataclass(frozen=True)
class Foot:
    """Where a foot is put: its ankle above x, on something y high, its heel lifted by so many degrees."""

    x: float
    y: float = 0
    heel: float = 0


@dataclass(frozen=True)
class Hand:
    """Where a hand is put: its wrist, the direction of its fingers, and its shape."""

    x: float
    y: float
    fingers: float
    shape: str = "flat"


BALL = (8.5, 7.73)  # of the foot, from the ankle


def reach(start, end, first, second, forward):
    """Directions of two bones from start to end; forward: the joint between them points forward."""
    distance = math.dist(start, end)
    if distance > first + second:
        raise ValueError(f"{end} is {distance:.1f} cm away, out of reach of {first + second:.1f} cm")
    cosine = (first**2 + distance**2 - second**2) / (2 * first * distance)
    off = math.degrees(math.acos(cosine))
    bone = direction(start, end) + (off if forward else -off)
    return bone, direction(at(start, bone, first), end)


def ankle_of(who, foot):
    if not foot.heel:
        return foot.x, -foot.y - who.ankle
    ball = turned([BALL], (foot.x, -foot.y - who.ankle), 0, who.scale)[0]
    return turned([(-BALL[0], -BALL[1])], ball, -foot.heel, who.scale)[0]


def pose(who, hip, trunk=0, neck=12, face=0, feet=(), hands=()):
    """A pose from places: feet and hands (near, far) are put somewhere, or are given as angles."""
    result = Pose(hip, trunk, neck, face)
    for side, foot in zip(("near", "far"), feet, strict=False):
        if isinstance(foot, Foot):
            thigh, shank = reach(hip, ankle_of(who, foot), who.thigh, who.shank, True)
            foot = Leg(thigh + trunk, thigh - shank, -shank - foot.heel, foot.heel)
        result = replace(result, **{side: foot})
    shoulder = joints(who, result)["shoulder"]
    for side, hand in zip(("near_arm", "far_arm"), hands, strict=False):
        if isinstance(hand, Hand):
            wrist = hand.x, hand.y
            upper, fore = reach(shoulder, wrist, who.upper_arm, who.forearm, False)
            hand = Arm(upper + trunk, fore - upper, hand.fingers - fore, hand.shape)
        result = replace(result, **{side: hand})
    return result


def standing(who, x=0):
    """The hip of somebody who stands upright, the ankle below x."""
    return x, 0.4 - (who.ankle + who.shank + who.thigh)


def joints(who, pose):
    """Every joint of a pose as a point, and the directions of feet and hands."""
    up = 180 - pose.trunk
    shoulder = at(pose.hip, up, who.trunk)
    neck = at(shoulder, up, who.height * 0.038)
    j = {"hip": pose.hip, "shoulder": shoulder, "neck": neck, "head": at(neck, up - pose.neck, who.neck)}
    for side, leg in (("near", pose.near), ("far", pose.far)):
        thigh = leg.hip - pose.trunk
        shank = thigh - leg.knee
        j[side, "knee"] = at(pose.hip, thigh, who.thigh)
        j[side, "ankle"] = at(j[side, "knee"], shank, who.shank)
        j[side, "foot"] = shank + leg.ankle  # 0: the sole is level
    for side, arm in (("near", pose.near_arm), ("far", pose.far_arm)):
        upper = arm.shoulder - pose.trunk
        seen = math.cos(math.radians(arm.aside))
        j[side, "elbow"] = at(shoulder, upper, who.upper_arm * seen)
        j[side, "wrist"] = at(j[side, "elbow"], upper + arm.elbow, who.forearm * seen)
        j[side, "hand"] = upper + arm.elbow + arm.wrist
    return j


def sole(who, pose, side):
    """Heel and ball of a foot, where they touch the floor."""
    j = joints(who, pose)
    return turned([(-4, BALL[1]), BALL], j[side, "ankle"], j[side, "foot"], who.scale)


def balance(who, pose):
    """Where the center of mass is: its x (shares of the mass of the body after Winter)."""
    j = joints(who, pose)
    parts = [(0.497, between(j["hip"], j["shoulder"], 0.5)), (0.081, j["head"])]
    for side in ("near", "far"):
        knee, ankle, elbow, wrist = (j[side, joint] for joint in ("knee", "ankle", "elbow", "wrist"))
        parts += [(0.1, between(j["hip"], knee, 0.43)), (0.0465, between(knee, ankle, 0.43))]
        parts += [(0.028, between(j["shoulder"], elbow, 0.44)), (0.022, between(elbow, wrist, 0.68))]
        parts.append((0.0145, at(ankle, 90 + j[side, "foot"], 5)))
    return sum(mass * point[0] for mass, point in parts) / sum(mass for mass, _ in parts)
