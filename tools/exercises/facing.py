"""People from the waist up who face the reader or turn their back, for moves that are not seen from the side.

Both arms do the same. Angles are those of a clinician here too; a limb that points at the reader is shorter
in the picture, so its joints are points in space: x to the right, y down, z toward the reader.
"""

import math
from dataclasses import dataclass

from .drawing import at, between, curve, dot, outlined, path, points, segments, trace, turned
from .flesh import BARE_ARM, CUFF, ELBOW, FOREARM, LONG_ELBOW, LONG_SLEEVE, SLEEVE, Flesh


@dataclass(frozen=True)
class FacingPose:
    middle: tuple  # between the shoulders
    abduction: float = 8  # of the arms, away from the sides
    elbow: float = 8
    rotation: float = 0  # of the upper arms, outward
    retraction: float = 0  # cm that each shoulder has moved toward the spine
    back: bool = False  # is turned to the reader


def joints(who, pose):
    """Shoulders, elbows and wrists in space."""

    def along(start, length, *ways):
        """From start by a length in a direction, which is a sum of ways."""
        return tuple(p + length * sum(d) for p, *d in zip(start, *ways, strict=True))

    j = {}
    a, e, r = (math.radians(angle) for angle in (pose.abduction, pose.elbow, pose.rotation))
    for side, sign in (("left", -1), ("right", 1)):
        bone = sign * math.sin(a), math.cos(a), 0
        straight = [math.cos(e) * part for part in bone]
        ahead = sign * math.sin(r) * math.cos(a), -math.sin(r) * math.sin(a), math.cos(r)
        bent = [math.sin(e) * part for part in ahead]
        width = 15.6 * who.scale * who.girth - pose.retraction
        j[side, "shoulder"] = (pose.middle[0] + sign * width, pose.middle[1], 0)
        j[side, "elbow"] = along(j[side, "shoulder"], who.upper_arm, bone)
        j[side, "wrist"] = along(j[side, "elbow"], who.forearm, straight, bent)
    return j


def seen(pose, point):
    """A point of space in the picture; a face is seen from a little above, so what is nearer is lower."""
    x, y, z = point
    return x, y + (0 if pose.back else 0.26 * z)


def both_sides(right, middle, scale, girth=1):
    """A closed outline from its right half, top to bottom."""
    half = [(x * girth, *rest) for x, *rest in right]
    return turned(half + [(-x, *rest) for x, *rest in half[::-1] if x], middle, 0, scale)


SLOPE = points("5,-8.4! 9.6,-6.2")  # from the neck to the shoulder
SHIRT = points("13.4,8! 13.2,20 12.8,29 13.6,38 15,64!")
NECK = points("4.7,-24 4.7,-14 5.2,-5")
SKULL = points("0,-11.5 4.8,-10.2 7.4,-5.5 7.7,0 6.9,5 4.4,9.2 0,11")
HAIR_IN_FRONT = points(
    "-7.9,-1 -8.4,-6 -5.6,-11.6 0,-13.4 5.6,-11.6 8.4,-6 7.9,-1 6.8,-5 3,-7.6 -2.5,-6.8 -6.6,-4.8"
)
NOSE, SMILE = points(".2,.4 1.2,3.2 -.4,3.7"), points("-2.6,6.2 0,7 2.6,6.2")
BROWS = points("-4.6,-3.2 -3,-3.8 -1.7,-3.3"), points("4.6,-3.2 3,-3.8 1.7,-3.3")
HAIR_BEHIND = points("0,-13 5.6,-11.6 8.5,-6 8.3,0 6.9,4.6 4.6,6.6 0,7.4")
BLADE = points("0,-1 4,-2 8,-.6 7.8,2 5,7 2.2,12 .2,11.2 -.2,5.6")
# The right one, thumb up: fingers that close toward the middle, and the thumb over them
FIST = points(
    "4.8,-3.4 5.2,.4 4.7,4.2 2.3,5.5 -2,5.4 -4.2,4.5 -4.2,2.8 -4.9,1.2 -4.5,-.3 -4.8,-1.9 -3.2,-3.9 1,-4.6"
)
THUMB = points("4.6,-2.6 4.2,-5 1.6,-6.3 -2,-6 -3.6,-4.8 -2.6,-3.5 .4,-3.3 2,-2")
FINGERS = (
    points("-4.2,-.4 -1.6,-.8 1,-.5"),
    points("-4.3,1.9 -1.6,1.5 1,1.7"),
    points("-3.9,3.7 -1.6,3.6 .7,3.7"),
)


def blades(who, middle, apart, name):
    """The shoulder blades, each so many cm from the spine."""
    right = [(x + apart, y) for x, y in BLADE]
    left = [(-x, y) for x, y in right]
    return "".join(path(name, curve(turned(shape, middle, 0, who.scale), True)) for shape in (left, right))


def band(who, pose, slack, middle):
    """From hand to hand, and so wide in its middle; it hangs through so far when it is slack."""
    j, wide = joints(who, pose), 2.8
    (left, y), (right, _) = (seen(pose, j[side, "wrist"]) for side in ("left", "right"))
    sag = [
        (0, 0, wide),
        (0.25, 0.75, (wide + middle) / 2),
        (0.5, 1, middle),
        (0.75, 0.75, (wide + middle) / 2),
        (1, 0, wide),
    ]
    top, low = (
        [(left + (right - left) * share, y + slack * deep + sign * width / 2) for share, deep, width in sag]
        for sign in (-1, 1)
    )
    ends = "".join(
        curve([(x + sign * out, y + down, "!") for out, down in ((1.4, 3), (3, 11.4), (0.2, 12), (-1.2, 3))])
        + "Z"
        for x, sign in ((left, -1), (right, 1))
    )
    return path("cloth", ends + trace(segments(top)) + trace(segments(low[::-1]), "L") + "Z")


def head(who, middle, back):
    k = who.scale * 1.16
    neck = curve(both_sides(NECK, (middle[0], middle[1]), who.limb)) + "Z"
    center = (middle[0], middle[1] - 26.4 * who.scale)
    ears = [("skin", dot((center[0] + sign * 7.9 * k, center[1] + k), 1.7 * k)) for sign in (-1, 1)]
    skull = ("skin", curve(both_sides(SKULL, center, k), True))

    def on_face(shape, closed=False):
        return curve(turned(shape, center, 0, k), closed)

    if back:
        hair = curve(both_sides(HAIR_BEHIND, center, k), True)
        return outlined(("skin", neck), *ears, skull), path("hair detail", hair)
    hair = on_face(HAIR_IN_FRONT, True)
    bun = dot(turned([(0, -14.6)], center, 0, k)[0], 4 * k) if who.style == "bun" else ""
    eyes = "".join(dot(p, 0.95 * k) for p in turned([(-3.1, -0.6), (3.1, -0.6)], center, 0, k))
    marks = "".join(on_face(shape) for shape in (NOSE, SMILE, *BROWS))
    face = outlined(*ears, skull) + path("hair detail", bun) + path("hair detail", hair)
    face += path("eye", eyes) + path("face", marks)
    return outlined(("skin", neck)), face


def shoulder_tip(who, j, middle):
    """Where the slope of the shirt meets the round of the sleeve, as a point of the shirt."""
    top = between(j["right", "shoulder"], j["right", "elbow"], SLEEVE[0][0])
    x, y = at(top, 153, SLEEVE[0][1] * who.limb)
    return (x - middle[0]) / who.scale / who.girth, (y - middle[1]) / who.scale, "!"


def facing(who, pose, moves, on_trunk="", in_hands=""):
    """One person; arms and what is in the hands are before the trunk."""
    j, middle = joints(who, pose), pose.middle
    shirt = both_sides([*SLOPE, shoulder_tip(who, j, middle), *SHIRT], middle, who.scale, who.girth)
    collar = (middle[0], middle[1] - (6.4 if pose.back else 3) * who.scale)
    cloth = [("top", curve([*shirt, collar, shirt[0]]) + "Z")]
    arms, sleeves, hems, sides, fists = [], [], "", "", []
    for side, sign in (("left", -1), ("right", 1)):
        chain = [seen(pose, j[side, joint]) for joint in ("shoulder", "elbow", "wrist")]
        if who.long_sleeves:
            sleeve = Flesh(chain, [LONG_SLEEVE, CUFF], [LONG_ELBOW], who.limb)
        else:
            sleeve = Flesh(chain[:2], [SLEEVE], [], who.limb)
            arms.append(("skin", Flesh(chain, [BARE_ARM, FOREARM], [ELBOW], who.limb).piece()))
        cloth.append(("top", sleeve.piece(cap=5.5 * who.limb)))
        sleeves.append(path("top", sleeve.piece()))
        if "forearms" in moves:
            sleeves.append(path("moves", sleeve.piece(1)))
        sides += sleeve.open_sides()
        hems += sleeve.hem()

        def in_hand(shape, closed=False, sign=sign, wrist=chain[2]):
            return curve(turned([(sign * x, y) for x, y in shape], wrist, 0, who.scale), closed)

        fists.append(outlined(("skin", in_hand(FIST, True))) + path("detail", "".join(map(in_hand, FINGERS))))
        fists.append(path("skin detail", in_hand(THUMB, True)))
    neck, face = head(who, middle, pose.back)
    out = neck + outlined(*cloth) + outlined(*arms, strokes=sides) + "".join(sleeves)
    out += path("detail", hems) + on_trunk + in_hands
    return out + (face if pose.back else "".join(fists) + face)
