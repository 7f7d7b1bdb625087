"""People from the waist up who face the reader or turn their back, for moves that are not seen from the side.

Both arms do the same. Angles are those of a clinician here too; a limb that points at the reader is shorter
in the picture, so its joints are points in space: x to the right, y down, z toward the reader.
"""

import math
from dataclasses import dataclass

from .drawing import curve, direction, dot, outlined, path, points, segments, trace, turned
from .flesh import BARE_ARM, CREASES, CUFF, ELBOW, FOREARM, HANDS, LONG_ELBOW, LONG_SLEEVE, SLEEVE, Flesh


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


def both_sides(right, middle, scale, girth=1):
    """A closed outline from its right half, top to bottom."""
    half = [(x * girth, *rest) for x, *rest in right]
    return turned(half + [(-x, *rest) for x, *rest in half[::-1] if x], middle, 0, scale)


SHIRT = points("5.4,-9.6! 10,-6.8 14.4,-2.8 17,-1 14.6,9 13.4,20 12.9,29 13.6,38 15,64!")
NECK = points("4.8,-22 4.9,-12 6.2,-6")
SKULL = points("0,-11.5 4.8,-10.2 7.4,-5.5 7.7,0 6.9,5 4.4,9.2 0,11")
HAIR_IN_FRONT = points(
    "-7.9,-1 -8.4,-6 -5.6,-11.6 0,-13.4 5.6,-11.6 8.4,-6 7.9,-1 6.8,-5 3,-7.6 -2.5,-6.8 -6.6,-4.8"
)
NOSE, SMILE = points(".2,.4 1.2,3.2 -.4,3.7"), points("-2.6,6.2 0,7 2.6,6.2")
BROWS = points("-4.6,-3.2 -3,-3.8 -1.7,-3.3"), points("4.6,-3.2 3,-3.8 1.7,-3.3")
HAIR_BEHIND = points("0,-13 5.6,-11.6 8.5,-6 8.3,0 6.9,4.6 4.6,6.6 0,7.4")
BLADE = points("0,-1 5,-2.2 9.6,-1 9.4,2.4 6,8.4 2.6,15 .2,14 -.2,7")


def blades(who, middle, apart, name):
    """The shoulder blades, each so many cm from the spine."""
    right = [(x + apart, y) for x, y in BLADE]
    left = [(-x, y) for x, y in right]
    return "".join(path(name, curve(turned(shape, middle, 0, who.scale), True)) for shape in (left, right))


def head(who, middle, back):
    k = who.scale * 1.16
    neck = curve(both_sides(NECK, (middle[0], middle[1]), who.limb)) + "Z"
    center = (middle[0], middle[1] - 21.4 * who.scale)  # the chin is clear of the collar
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


def facing(who, pose, moves, before_trunk=""):
    """One person; hands are seen of those in long sleeves, and lie on what is before the trunk."""
    j, middle, moving = joints(who, pose), pose.middle, "forearms" in moves
    shirt = both_sides(SHIRT, middle, who.scale, who.girth)
    collar = (middle[0], middle[1] - (7.4 if pose.back else 4.6) * who.scale)
    bare, sleeves, accents, fists, seams, creases = [], [], [], [], "", ""
    for side, sign in (("left", -1), ("right", 1)):
        chain = [j[side, joint][:2] for joint in ("shoulder", "elbow", "wrist")]
        if who.long_sleeves:
            sleeve = Flesh(chain, [LONG_SLEEVE, CUFF], [LONG_ELBOW], who.limb)
            hand = [[(x * sign, y) for x, y in shape] for shape in (HANDS["fist"], points(CREASES["fist"]))]
            fist, crease = (turned(shape, chain[2], direction(*chain[1:]), who.scale) for shape in hand)
            fists.append(("skin", curve(fist, True)))
            creases += curve(crease)
            accents += [("moves", sleeve.piece(1))] if moving else []
        else:
            sleeve = Flesh(chain[:2], [SLEEVE], [], who.limb)
            bare.append(("skin", Flesh(chain, [BARE_ARM, FOREARM], [ELBOW], who.limb).piece()))
        sleeves.append(("top", sleeve.piece(cap=5.5 * who.limb)))
        inner = segments(sleeve.front if sign < 0 else sleeve.back)[1:]
        seams += trace(inner) + sleeve.hem()
    neck, face = head(who, middle, pose.back)
    cloth = ("top", curve([*shirt, collar, shirt[0]]) + "Z")
    out = neck + outlined(*bare) + outlined(cloth, *sleeves, *accents)
    return out + path("detail", seams) + before_trunk + outlined(*fists) + path("detail", creases) + face
