"""People of the exercise drawings as shapes: flesh and clothes around the joints, seen from the side.

Each bone has a girth along its length. `Flesh` makes one smooth outline around a chain of bones; what belongs
together is drawn line first, then fill, so that no line is left between two parts of a body.
"""

import math
from itertools import pairwise

from .body import BALL, joints
from .drawing import (
    at,
    between,
    curve,
    direction,
    dot,
    lines,
    numbers,
    outlined,
    path,
    points,
    segments,
    trace,
    turned,
)

# A bone has rows of (place along it, cm to the front, cm to the back); a joint has (front, back).

PELVIS = [(0, 9.3, 8.5), (0.5, 9.7, 9.6)]
HIP = (9.3, 10.6)
THIGH = [(0.28, 8.8, 9.2), (0.6, 7.6, 7.8), (0.85, 6.7, 6.9)]
KNEE = (6.3, 6.4)
SHANK = [(0.15, 5.9, 6.4), (0.35, 5.5, 6.6), (0.6, 5.1, 5.9), (0.95, 4.9, 5.2)]
BARE_ARM = [(0.5, 4.8, 4.9), (0.8, 4.3, 4.3)]
SLEEVE = [(0.12, 5.5, 5.5), (0.4, 5.7, 5.8), (0.7, 5.8, 5.9)]
ELBOW = (4.0, 4.0)
FOREARM = [(0.22, 4.2, 4.1), (0.6, 3.4, 3.3), (1, 2.6, 2.6)]
LONG_SLEEVE = [(0.12, 5.5, 5.5), (0.4, 5.4, 5.5), (0.8, 4.9, 4.9)]
LONG_ELBOW = (4.6, 4.6)
CUFF = [(0.22, 4.7, 4.6), (0.6, 4.1, 4.0), (0.97, 3.6, 3.5)]


class Flesh:
    """The two sides of a chain of bones: round over the outside of a joint, folded on its inside."""

    def __init__(self, chain, bones, at_joints, scale):
        self.chain, self.bones, self.scale = chain, bones, scale
        self.heading = [direction(a, b) for a, b in pairwise(chain)]
        self.turns = [(b - a + 180) % 360 - 180 for a, b in pairwise(self.heading)]
        self.front, self.front_ends = self.side(1, [scale * front for front, _ in at_joints])
        self.back, self.back_ends = self.side(-1, [scale * back for _, back in at_joints])

    def side(self, sign, radii):
        """Points along one side, and where among them the bones begin and end."""
        folds = [0, *(self.fold(i, sign, radius) for i, radius in enumerate(radii)), 0]
        side, ends = [], [0]
        for i, (a, b) in enumerate(pairwise(self.chain)):
            length = math.dist(a, b)
            for place, *girth in self.bones[i]:
                if folds[i] <= place * length <= length - folds[i + 1]:
                    bone = between(a, b, place)
                    side.append(at(bone, self.heading[i] + 90 * sign, self.scale * girth[sign < 0]))
            if i < len(radii):
                around = self.around(i, sign, radii[i], folds[i + 1])
                ends.append(len(side) + len(around) // 2)
                side += around
        return side, [*ends, len(side) - 1]

    def fold(self, i, sign, radius):
        """How much of both bones is hidden on the inside of a joint."""
        turn = self.turns[i] * sign
        shorter = min(math.dist(a, b) for a, b in pairwise(self.chain[i : i + 3]))
        return min(radius * math.tan(math.radians(min(turn, 150) / 2)), 1.3 * shorter) if turn > 0 else 0

    def around(self, i, sign, radius, fold):
        joint, turn = self.chain[i + 1], self.turns[i]
        middle = self.heading[i] + turn / 2 + 90 * sign
        if turn * sign > 0:
            return [(*at(joint, middle, math.hypot(radius, fold)), "!")]
        more = int(abs(turn) > 35) + int(abs(turn) > 70)
        steps = [0.4 * step / (more or 1) for step in range(-more, more + 1)]
        return [at(joint, middle + turn * step, radius) for step in steps]

    def piece(self, first=0, last=None, cap=0):
        """The outline of some bones of the chain; a cap rounds off its start."""
        last = len(self.bones) if last is None else last
        front = segments(self.front)[self.front_ends[first] : self.front_ends[last]]
        back = segments(self.back)[self.back_ends[first] : self.back_ends[last]]
        back = [segment[::-1] for segment in reversed(back)]
        return trace(front) + trace(back, "L") + (self.round_end(cap) if cap else "") + "Z"

    def round_end(self, radius):
        small = 0.95 * radius  # as it is rounded, it still makes half a circle: one too small is made to fit
        return f"A{numbers(small, small)} 0 0 1 {numbers(*self.front[0])}"

    def open_sides(self, front=True, back=True):
        """The sides from where a sleeve leaves the shirt to its hem."""
        sides = [segments(self.front)[1:]] * front + [segments(self.back)[1:]] * back
        return "".join(map(trace, sides)) + self.hem()

    def hem(self):
        return lines(self.front[-1], self.back[-1])


HEEL = points(
    "-5,2 -5.9,-1 -5.4,-4.5 0,-5.2 4.4,-4 7.2,-.4 9.6,1.4 10.6,4.4 8.6,7.7 5,7.5 0,7.6 -3.8,7.6 -5.6,5.6"
)
# From the ball of the foot; bent toes are as flat as the shoe that gives way
TOES = points("-2.7,-6.6 2,-6.3 7.5,-5 10.3,-2.7 9.9,-.5 5,0 -.5,0 -2.6,-2.7")
BENT_TOES = points("-2.7,-6.6 1.4,-6.1 6.4,-4.4 10.2,-3 11.6,-1.6 10.9,0 5.6,0 -.5,0 -2.6,-2.7")
SOLE, SOLE_OF_TOES = points("-5.4,5.3 0,5.6 8,5.6"), points("-.5,-2.1 8.6,-2.2")
HANDS = {
    "relaxed": points(
        "2.6,-1 3,1.5 4.2,4.6 4.6,7.8 3.2,8.4 2.5,6.6 2.6,10 1.7,14 0,15.6 -1.6,14.6 -2.9,10 -3.3,4.5 -2.6,-1"
    ),
    "flat": points("2.6,-1 2.9,2.5 2.4,6.5 1.2,10.5 .5,14 -.6,15.8 -2,15.6 -2.5,14 -2.4,9 -2.7,3 -2.6,-1"),
    "planted": points("2.8,-1.6 3,3 3.1,9 3,15 2.2,16.8 .8,15.8 -.4,12 -1.4,8 -2,4 -3,.6 -2.8,-2.6"),
    "resting": points("2.6,-1 3.2,3 3.4,7 2.8,10.4 1.2,12.4 -.8,12 -2.4,9.6 -3.2,6 -3.2,3 -2.6,-1"),
    "grip": points("2.6,-1 3.6,2 3.7,6 3,9.4 .4,11.4 -4,11.2 -6.4,9.8 -6.6,7.8 -4.4,7 -2.8,6.4 -3,3 -2.6,-1"),
    "fist": points("2.6,-1 3.4,1.6 4.3,4.6 3.6,7.8 .4,8.8 -2.8,8 -3.9,4.6 -3.3,1.4 -2.6,-1"),
}
CREASES = {
    "relaxed": "",
    "flat": "1.5,4 .2,7.6 -.9,10.4",
    "planted": "1.4,1.6 .6,5 1,9.4 2,11 3,10.6",
    "resting": ".6,6.4 .9,9 1.4,11",
    "grip": "2,5.4 0,8.6 -3.4,8.8",
    "fist": "3.4,4.2 .4,4.4 -1.8,5.6",
}


def pelvis(who, arch):
    """As wide as the shirt at the waist, as wide as the leg at the hip."""

    def row(place, front, back):
        waist = 1 - place
        wide = 1 + (who.girth * who.scale / who.limb - 1) * waist
        return place, (front + who.belly * 0.8 * waist) * wide, (back - arch * 0.7 * waist) * wide

    return [row(*measures) for measures in PELVIS]


def leg(who, j, side, pose, moves):
    far = "-far" if side == "far" else ""
    hip, knee, ankle, foot = j["hip"], j[side, "knee"], j[side, "ankle"], j[side, "foot"]
    waist = between(hip, j["shoulder"], 12 * who.scale / who.trunk)
    bones, groin = [pelvis(who, pose.arch), THIGH, SHANK], (HIP[0] + who.belly * 0.5, HIP[1])
    flesh = Flesh([waist, hip, knee, ankle], bones, [groin, KNEE], who.limb)
    first = 1 if far else 0  # the far leg is seen from the hip on, the near one with the pelvis
    shoe = "moves" if moves & {"foot", f"{side} foot"} else "shoe"
    ball = turned([BALL], ankle, foot, who.scale)[0]
    bent = getattr(pose, side).toes
    toes = foot + bent
    shapes = [
        (shoe + far, curve(turned(HEEL, ankle, foot, who.scale), True)),
        (shoe + far, curve(turned(BENT_TOES if bent else TOES, ball, toes, who.scale), True)),
        (shoe + far, dot(ankle, 4.3 * who.scale)),
        ("legs" + far, flesh.piece(first)),
    ]
    parts = ("pelvis", "thigh", "shank")
    moving = [i for i in range(first, 3) if moves & {parts[i], f"{side} {parts[i]}"}]
    if moving:
        shapes.append(("moves" + far, flesh.piece(moving[0], moving[-1] + 1)))
    seams = flesh.hem()
    if not who.in_socks:
        sole, end = turned(SOLE, ankle, foot, who.scale), turned(SOLE_OF_TOES, ball, toes, who.scale)
        seams += curve([*sole[:-1], *end]) if bent else curve(sole) + curve(end)
    return outlined(*shapes, far=far) + path("detail" + far, seams)


def sleeve(who, j, side):
    shoulder, elbow, wrist = j["shoulder"], j[side, "elbow"], j[side, "wrist"]
    if who.long_sleeves:
        return Flesh([shoulder, elbow, wrist], [LONG_SLEEVE, CUFF], [LONG_ELBOW], who.limb)
    return Flesh([shoulder, elbow], [SLEEVE], [], who.limb)


def raglan(who, j, cover, raised):
    """The seam of a sleeve from the nape to the armpit, and the shoulder that belongs to the sleeve."""
    chest = CHEST[1:] if raised else CHEST  # an arm that is raised high leaves the chest

    def place(shape):
        shape = [(x * who.girth, *rest) for x, *rest in shape]
        return turned(shape, j["hip"], direction(j["shoulder"], j["hip"]), who.scale)

    seam = [*place(SEAM), *cover.back[:2]]
    return curve(seam), curve([*seam[:-1], (*seam[-1], "!"), (*cover.front[1], "!"), *place(chest)]) + "Z"


def arm(who, j, side, bones, moves):
    far = "-far" if side == "far" else ""
    moving = bool(moves & {"arms", f"{side} arm"})
    cloth = ("moves" if moving or "trunk" in moves and not far else "top") + far
    elbow, wrist, hand = j[side, "elbow"], j[side, "wrist"], j[side, "hand"]
    shapes = [
        ("skin" + far, curve(turned(HANDS[bones.hand], wrist, hand, who.scale), True)),
        ("skin" + far, dot(wrist, 2.5 * who.scale)),
    ]
    if not who.long_sleeves:
        bare = Flesh([j["shoulder"], elbow, wrist], [BARE_ARM, FOREARM], [ELBOW], who.limb)
        shapes.append(("skin" + far, bare.piece()))
    cover = sleeve(who, j, side)
    marks = cover.hem()
    if far:
        out = outlined(*shapes, (cloth, cover.piece(cap=5.5 * who.limb)), far=far)
    else:  # the sleeve grows out of the shirt: no line over the shoulder
        long = who.long_sleeves
        sides = cover.open_sides(long or bones.shoulder < 12, long or bones.shoulder > -22)
        filled = path(cloth, cover.piece())
        if moving and "trunk" not in moves:
            seam, shoulder = raglan(who, j, cover, bones.shoulder > 110)
            sides, filled = sides + seam, path(cloth, cover.piece(cap=5.5 * who.limb)) + path(cloth, shoulder)
        out = outlined(*shapes, strokes=sides) + filled
    if CREASES[bones.hand]:
        marks += curve(turned(points(CREASES[bones.hand]), wrist, hand, who.scale))
    return out + path("detail" + far, marks)


TORSO_BACK = points("-8.5,-12 -8.2,-18 -9.3,-28 -10.4,-37 -10,-45 -7.8,-51")
COLLAR = points("-5,-54! -1.6,-52.4 2.4,-51 5,-49.2!")
SEAM = points("-3.4,-53.2 -5.8,-48.6 -2.8,-42.4")
CHEST = points("11.3,-41! 7.6,-46.5 5,-49.2! 2.4,-51 -1.6,-52.4")  # along the front and the collar
TORSO_FRONT = points("7.6,-46.5 9.8,-39.5 10,-31 9.6,-22 9.3,-16 9.3,-12")
# How much of a hollow back, a bust and a belly there is at each of these points
HOLLOW, BUST, BELLY = (0.8, 1, 0.5, 0.1, 0, 0), (0.15, 1, 0.8, 0.1, 0, 0), (0, 0, 0.3, 0.85, 0.95, 0.8)


def torso(who, j, pose, moves):
    front = [
        (x + who.bust * bust + who.belly * belly, y)
        for (x, y), bust, belly in zip(TORSO_FRONT, BUST, BELLY, strict=True)
    ]
    back = [(x + pose.arch * share, y) for (x, y), share in zip(TORSO_BACK, HOLLOW, strict=True)]
    shape = [(x * who.girth, *rest) for x, *rest in back + COLLAR + front]
    color = "moves" if "trunk" in moves else "top"
    shirt = (color, curve(turned(shape, j["hip"], -pose.trunk, who.scale)) + "Z")
    shapes = [shirt, (color, sleeve(who, j, "near").piece(cap=5.5 * who.limb))]
    if "waist" in moves:
        low = [(x * who.girth, y, "!") for x, y in back[:3] + front[2:]]
        shapes.append(("moves", curve(turned(low, j["hip"], -pose.trunk, who.scale)) + "Z"))
    return outlined(*shapes)


# Heads, around the middle of the skull

FACE = points(
    "-2,-11.5 3.4,-10.8 7.2,-7.8 8.7,-4 8.7,-1.6 9.8,1 11.1,3.2 10.6,4.4 9.3,4.8 9.6,6.2 9,7.3 9.3,9 "
    "8.4,11 5.6,11.6 1.6,9.8 -3,7.6 -7.4,5 -9.5,0 -9,-6 -6,-10"
)
EAR = points("-3.2,.2 -2,-1.5 -.3,-.6 -.5,1.6 -1.9,3.1 -3,2")
HAIR = {
    "short": "8.3,-6.2 6.4,-10.6 1,-13.2 -5.4,-12 -9.8,-7 -10.6,0 -8.8,5 -6.2,6.2 -4.6,3.4 -3.4,.4 "
    "-1.2,-.8 .5,1.6 1.4,-2.4 4,-5.4",
    "crop": "7.6,-6.4 5.4,-10.6 0,-12.6 -5.6,-11.2 -9.5,-6.4 -10,0 -8.4,4.4 -6,5 -4.6,2 -2.6,-.8 "
    "-.6,-.8 .5,1.2 1.3,-3 4,-6",
    "bun": "8,-6.4 6,-10.8 0,-13 -6,-11.6 -10,-6.6 -10.4,0 -8.2,4.4 -5.2,4.6 -3.6,1.6 -1.6,-1.2 2,-3 5.4,-5",
    "bob": "8.5,-5.8 6.6,-11 .6,-13.6 -6.2,-12.2 -10.6,-6.8 -11.6,1 -10.6,8 -7,10 -2.2,9.2 -.6,5 "
    "-.6,0 1.6,-3 5,-4.6",
    "bald": "-8.4,-4.4 -9.9,-1 -9.2,4 -6.4,6 -4.6,3 -3,.4 -1,-.6 .2,1 .2,-2.6 -4,-3.6",
    "curls": "8.2,-6 8.2,-10 4.6,-12.4 2,-14.6 -2,-14 -5.6,-14 -8,-11.4 -11,-9.4 -11.4,-5.4 -13,-2 "
    "-12,2 -12,6 -8.6,8 -5,8 -3.6,4.4 -3,.6 -1,-1 1,-3 4.4,-4.8",
}
HAIR["tail"] = HAIR["bun"]
BEHIND = {  # what of the hair is tied
    "bun": points("-8,-15.6 -4.2,-17.6 -.6,-15.6 -.6,-11.6 -4,-9.6 -8,-11.6"),
    "tail": points("-8,-9.6 -11.6,-9.4 -14.6,-5.6 -15.6,0 -14.2,5 -12,1.4 -9.4,-2"),
}
BEARD = points(".6,1.4 1.6,4.8 5,7.6 7.6,8.6 9.2,8 10,10.4 8.8,12.6 5.2,13 .8,10.8 -1,6 -.6,2.6")
SCARF = points(
    "7.4,-7.6 5.6,-11.4 .4,-13.8 -6.2,-12.4 -10.6,-7 -11.2,0 -9.6,6 -7.4,11 -7.6,15 -10.4,19.6 -6,22.4 "
    "1,23.4 7.4,21.6 9,18.6 6.4,15.6 5.6,12.6 3.2,9.8 1.2,4 1.4,-1 3.6,-5"
)
EYE, BROW, MOUTH = (
    points("6.3,-.4"),
    points("5,-3.2 6.4,-3.9 7.9,-3.4"),
    points("8.9,6.9 7.7,7.6 6.6,7.3 5.8,6.3"),
)
LENS, TEMPLE = points("3.9,0 4.4,-2.2 6.6,-2.7 8.6,-1.9 8.7,.7 7.2,2.2 4.8,1.9"), points("4,-.8 -1,-1.2")


def on_head(who, j, face, shape):
    return turned(shape, j["head"], -face, who.scale * 1.12)  # larger than true, to be seen at 24 mm


def head(who, j, lean, face):
    def place(shape, closed=True):
        return curve(on_head(who, j, face, shape), closed)

    nape, throat = on_head(who, j, face, [(-4.6, 4), (2.4, 8)])
    chain = [between(nape, throat, 0.5), j["neck"], at(j["neck"], -lean, 6 * who.scale)]
    neck = Flesh(
        chain, [[(0, 5, 5), (0.5, 4.9, 5.1)], [(0.5, 5.8, 6.4), (1, 6, 6.8)]], [(5.2, 5.7)], who.limb
    )
    out = outlined(("skin", neck.piece()), ("skin", place(FACE)))
    if who.beard:
        out += path("hair detail", place(BEARD))
    if who.style in BEHIND:
        out += path("hair detail", place(BEHIND[who.style]))
    if who.style != "scarf":
        out += path("hair detail", place(points(HAIR[who.style])))
        out += "" if who.style == "bob" else path("skin detail", place(EAR))
    features = place(MOUTH, False)
    features += place(LENS) + place(TEMPLE, False) if who.glasses else place(BROW, False)
    eye = dot(on_head(who, j, face, EYE)[0], 1.06 * who.scale)
    return out + path("eye", eye) + path("face", features)


def start_of_head(who, pose):
    """Where the head was: its outline alone."""
    return path("start", curve(on_head(who, joints(who, pose), pose.face, FACE), True))


def person(who, pose, moves, between_limbs=""):
    """One person from the side: far limbs, head, trunk, what stands between the limbs, near limbs."""
    whole = {"legs": ("thigh", "shank", "foot"), "near leg": ("near thigh", "near shank", "near foot")}
    moves = frozenset(part for name in moves for part in whole.get(name, (name,)))
    j = joints(who, pose)
    out = arm(who, j, "far", pose.far_arm, moves) + leg(who, j, "far", pose, moves)
    out += head(who, j, pose.trunk, pose.face) + torso(who, j, pose, moves) + between_limbs
    out += leg(who, j, "near", pose, moves) + arm(who, j, "near", pose.near_arm, moves)
    if who.style == "scarf":
        out += path("scarf detail", curve(on_head(who, j, pose.face, SCARF), True))
    return out
