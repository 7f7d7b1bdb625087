"""The exercises: who does them, in which poses, and what is to be seen.

A strip is one exercise. Its first drawing is the start, without accent and arrow. Places are in cm: the floor
is y = 0, up is negative, people look to the right.
"""

import math
from dataclasses import dataclass

from .body import Arm, Foot, Hand, Leg, Person, Pose, ankle_of, joints, pose, standing
from .drawing import arc, arrow, at, between, chair, counter, direction, level, mat, table, towel, towel_roll, wall
from .flesh import start_of_head

FLOOR, MAT = {"near": 0, "far": 0}, {"near": 3, "far": 3}


@dataclass
class Frame:
    pose: Pose
    moves: tuple = ()
    marks: str = ""
    behind: str = ""
    between: str = ""  # near and far limbs
    stands: dict | None = None  # as in the strip


@dataclass
class Strip:
    name: str
    who: Person
    view: tuple  # x, y, width and height
    things: str
    says: list  # what is to be seen in each frame
    frames: list
    stands: dict  # which feet stand on something, and how high it is


ROSA = Person(160, 1.05, "#d9a57e", "#bd8760", "#d9d8d3", "bob", bust=1.5, glasses=True)
HUGO = Person(174, 1.14, hair="#8a8680", style="bald", belly=5)
BIA = Person(164, 1.3, "#c98d62", "#b17850", "#5a3a24", "curls", belly=4, bust=3, in_socks=True)
AMA = Person(166, 1, "#82512f", "#6b4024", "#2a2320", "bun", bust=1.5)
AMIRA = Person(163, 1.04, "#e0b48f", "#c89a75", style="scarf", bust=1.5, long_sleeves=True)
MARCUS = Person(176, 1, "#7a4d2f", "#633c24", "#221c1a", "crop", long_sleeves=True)
MEI = Person(162, 1, "#ecc6a2", "#d8ae88", "#2b2523", "tail", bust=1.2)
OTTO = Person(170, 1, hair="#b9b4ac", glasses=True, beard=True)


def sit_to_stand():
    who, feet = ROSA, (Foot(17), Foot(24))

    def bend(hip, lean, neck, along):
        """Hands on the thighs, this far along."""
        knee = joints(who, pose(who, hip, lean, feet=feet))["near", "knee"]
        thigh = direction(hip, knee)
        hand = Hand(*at(between(hip, knee, along), thigh + 90, 9.6), thigh - 4)
        return pose(who, hip, lean, neck, 0, feet, (hand, hand))

    stand = pose(who, standing(who, 17), 1, 12, 0, (Foot(17), Foot(23)), (Arm(8, 12), Arm(14, 12)))
    says = [
        "An older woman sits near the front of a chair, hands on her thighs, feet flat.",
        "She leans forward from the hips until her head is over her toes.",
        "She stands tall in front of the chair. An arrow points up.",
        "Her hips move back and down to the seat. An arrow points down.",
    ]
    frames = [
        Frame(bend((-13, -55), 2, 14, 0.42)),
        Frame(bend((-8, -57), 42, -6, 0.55), {"trunk"}, arrow(*arc((-12, -62), 84, 186, 150))),
        Frame(stand, {"legs", "pelvis"}, arrow((50, -60), (50, -112))),
        Frame(bend((-6, -69), 44, -8, 0.6), {"legs", "pelvis"}, arrow((-16, -142), (-16, -102))),
    ]
    return Strip("sit-to-stand", who, (-60, -179, 120, 187.5), chair(9), says, frames, FLOOR)


def heel_raise():
    who, moves = HUGO, {"shank", "foot"}

    def rise(heel):
        feet = Foot(0, heel=heel), Foot(7, heel=heel)
        x, y = ankle_of(who, feet[0])
        hip = x + 1 - heel * 0.03, y - who.shank - who.thigh + 0.6
        return pose(who, hip, 3, 12, 0, feet, (Hand(27, -95.5, 88), Hand(31, -95.5, 88)))

    says = [
        "A man stands tall and holds a counter with both hands.",
        "He stands on his toes, heels high off the floor. An arrow points up.",
        "His heels are half way down. An arrow points down.",
    ]
    frames = [
        Frame(rise(0)),
        Frame(rise(36), moves, arrow((-27, -10), (-27, -46))),
        Frame(rise(16), moves, arrow((-27, -46), (-27, -10))),
    ]
    return Strip("heel-raise", who, (-48, -192, 120, 200), counter(25), says, frames, FLOOR)


def quad_set():
    who, hip, lean = BIA, (-40, -14), -26

    def press(knee):
        """The knee is this high over the floor, the heel lies on the mat."""
        thigh = 90 + math.degrees(math.asin((knee + hip[1]) / who.thigh))
        shank = 90 - math.degrees(math.asin((knee - 8.7) / who.shank))
        leg = Leg(thigh + lean, thigh - shank, 86 - shank)
        hands = Hand(-76, -6, -80), Hand(-69, -6, -80)
        return pose(who, hip, lean, 22, 0, (leg, Foot(-2, 3)), hands)

    says = [
        "A woman sits on a mat, one leg straight with a rolled towel under the knee.",
        "Her thigh is tight and her knee presses the towel flat. An arrow points down.",
    ]
    down = arrow((7, -64), (7, -32))
    frames = [
        Frame(press(21.5), between=towel_roll(2, -3, 14, 11)),
        Frame(press(17.5), {"near thigh"}, down, between=towel_roll(2, -3, 18, 7)),
    ]
    return Strip("quad-set", who, (-97, -104, 150, 112), mat(-96, 200), says, frames, {"far": 3})


def bridge():
    who, moves = AMA, {"thigh", "pelvis", "trunk"}
    shoulder, knee = (-46, -13.4), -3 - who.ankle - who.shank
    foot = shoulder[0] + math.sqrt((who.trunk + who.thigh) ** 2 - (knee - shoulder[1]) ** 2) - 1
    straight = shoulder[1] + (knee - shoulder[1]) * who.trunk / (who.trunk + who.thigh)

    def lift(y):
        hip = shoulder[0] + math.sqrt(who.trunk**2 - (y - shoulder[1]) ** 2), y
        trunk = -180 - direction(hip, shoulder)
        arms = Hand(shoulder[0] + 54, -6.2, 90)
        return pose(who, hip, trunk, -91 - trunk, -90, (Foot(foot, 3), Foot(foot + 5, 3)), (arms, arms))

    says = [
        "A woman lies on her back with her knees bent and her feet flat.",
        "Her hips are off the floor, in one line with shoulders and knees. An arrow points up.",
        "Her hips are half way down. An arrow points down.",
    ]
    frames = [
        Frame(lift(-14.6)),
        Frame(lift(straight), moves, arrow((-22, -50), (-22, -76))),
        Frame(lift(straight / 2 - 7), moves, arrow((-22, -76), (-22, -50))),
    ]
    return Strip("bridge", who, (-88, -82, 148, 90), mat(-100, 200), says, frames, MAT)


def table_slide():
    who, hip, feet, moves = AMIRA, (-32, -54.5), (Foot(10), Foot(18)), {"near arm", "trunk"}

    def slide(trunk, neck, face, x, far):
        return pose(who, hip, trunk, neck, face, feet, (Hand(x, -78.2, 90), Hand(far, -66, 84)))

    says = [
        "A woman sits at a table, one hand on a folded towel on the table.",
        "Her hand slides the towel far forward and her trunk leans with it. An arrow points forward.",
        "Her hand slides the towel back as she sits up. An arrow points back.",
    ]
    ahead, back = arrow((34, -98), (66, -98)), arrow((66, -98), (34, -98))
    frames = [
        Frame(slide(4, 12, 4, 4, -2), behind=towel(-5, -72, 36)),
        Frame(slide(38, -4, 12, 47, 6), moves, ahead, behind=towel(38, -72, 36)),
        Frame(slide(22, 6, 8, 28, 2), moves, back, behind=towel(19, -72, 36)),
    ]
    things = chair(-10) + table(-2, 110)
    return Strip("table-slide", who, (-68, -142, 150, 150), things, says, frames, FLOOR)


def wall_slide():
    who, face = MARCUS, 46

    def slide(up, lean):
        hip, hands = (
            (3, standing(who)[1]),
            (Hand(face - 3.4, -138 - up, 180), Hand(face - 3.4, -144 - up, 180)),
        )
        return pose(who, hip, lean, 12 - lean * 1.2, -lean * 1.4, (Foot(0), Foot(7)), hands)

    says = [
        "A man faces a wall with both hands flat on it at shoulder height.",
        "His hands are high up on the wall, above his head. An arrow points up.",
        "His hands are half way down the wall. An arrow points down.",
    ]
    frames = [
        Frame(slide(0, 1)),
        Frame(slide(37, 7), {"arms"}, arrow((62, -142), (62, -188))),
        Frame(slide(18, 3), {"arms"}, arrow((62, -188), (62, -142))),
    ]
    return Strip("wall-slide", who, (-48, -212, 126, 220), wall(face), says, frames, FLOOR)


def chin_tuck():
    who = MEI

    def draw_back(neck):
        return pose(who, standing(who), 2, neck, hands=(Arm(4, 14), Arm(8, 14)))

    start, end = draw_back(34), draw_back(6)
    says = [
        "A woman looks straight ahead, her head in front of her shoulders.",
        "Her head has moved straight back over her shoulders, chin level. An arrow points back.",
    ]

    def gaze(pose):
        x, y = joints(who, pose)["head"]
        return level((x + 12.5, y), (90, y))

    shadow = gaze(end) + start_of_head(who, start)
    back = arrow((42, -138), (24, -138), size=2.6)
    frames = [Frame(start, behind=gaze(start)), Frame(end, (), back, behind=shadow)]
    return Strip("chin-tuck", who, (-33, -172, 78, 68), "", says, frames, {})


def one_leg_stand():
    who, hip = OTTO, standing(OTTO, 2)
    hands = Hand(23, -90, 70, "fist"), Arm(-8, 12)

    def lift(knee):
        return pose(who, hip, 1, 12, 0, (Leg(knee, knee * 1.5), Foot(2)), hands)

    says = [
        "A man stands tall behind a chair and holds its back.",
        "He stands on one leg, the other knee lifted in front. An arrow points up.",
        "His lifted foot is almost down again. An arrow points down.",
    ]
    up, down = arrow((-27, -10), (-27, -46)), arrow((-27, -46), (-27, -10))
    frames = [
        Frame(pose(who, hip, 1, 12, 0, (Foot(0), Foot(6)), hands), stands=FLOOR),
        Frame(lift(48), {"near leg"}, up),
        Frame(lift(30), {"near leg"}, down),
    ]
    return Strip("one-leg-stand", who, (-48, -186, 126, 194), chair(76), says, frames, {"far": 0})


EXERCISES = [sit_to_stand, heel_raise, quad_set, bridge, table_slide, wall_slide, chin_tuck, one_leg_stand]
