"""Exercises on a chair."""

from .body import Arm, Foot, Hand, Leg, joints, pose, standing
from .drawing import arc, arrow, at, between, chair, direction, letter, table, towel, turned
from .strips import AMIRA, FLOOR, GRETA, ROSA, Frame, Strip


def sit_to_stand():
    who, feet = ROSA, (Foot(17), Foot(24))

    def bend(hip, lean, neck, along):
        """Hands on the thighs, this far along."""
        knee = joints(who, pose(who, hip, lean, feet=feet))["near", "knee"]
        thigh = direction(hip, knee)
        hand = Hand(*at(between(hip, knee, along), thigh + 90, 9.6), thigh - 4)
        return pose(who, hip, lean, neck, 0, feet, (hand, hand))

    stand = pose(who, standing(who, 17), 1, 12, 0, (Foot(17), Foot(23)), (Arm(-3, 10), Arm(0, 10)))
    says = [
        "An older woman sits near the front of a chair, hands on her thighs, feet flat.",
        "The woman leans forward from her hips until her head is over her toes.",
        "The woman stands tall in front of the chair; an arrow points up.",
        "The woman lowers her hips back toward the seat; an arrow points down.",
    ]
    frames = [
        Frame(bend((-13, -55), 2, 14, 0.42)),
        Frame(bend((-8, -57), 42, -6, 0.55), {"trunk"}, arrow(*arc((-12, -62), 84, 186, 150))),
        Frame(stand, {"legs", "pelvis"}, arrow((50, -60), (50, -112))),
        Frame(bend((-6, -69), 44, -8, 0.6), {"legs", "pelvis"}, arrow((-16, -142), (-16, -102))),
    ]
    return Strip("sit-to-stand", who, (-60, -179, 120, 187.5), chair(9), says, frames, FLOOR)


def table_slide():
    who, hip, feet, moves = AMIRA, (-32, -54.5), (Foot(10), Foot(18)), {"near arm", "trunk"}

    def slide(trunk, neck, face, x):
        return pose(who, hip, trunk, neck, face, feet, [Hand(x, -78.2, 90)] * 2)

    says = [
        "A woman sits at a table, one hand on a folded towel on the table.",
        "The woman slides the towel far forward and leans with it; an arrow points forward.",
        "The woman slides the towel back as she sits up; an arrow points back.",
    ]
    ahead, back = arrow((34, -98), (66, -98)), arrow((66, -98), (34, -98))
    frames = [
        Frame(slide(4, 12, 4, 4), behind=towel(-5, -72, 36)),
        Frame(slide(38, -4, 12, 47), moves, ahead, behind=towel(38, -72, 36)),
        Frame(slide(22, 6, 8, 28), moves, back, behind=towel(19, -72, 36)),
    ]
    things = chair(-10) + table(-2, 110)
    return Strip("table-slide", who, (-68, -142, 150, 150), things, says, frames, FLOOR)


def ankle_alphabet():
    who, hip = GRETA, (-22, -55.5)

    def write(ankle, name=""):
        """A letter that begins at the toes."""
        hand = Hand(-5, -66.8, 82)
        writing = pose(who, hip, -2, 12, 4, (Leg(80, 14, ankle), Foot(14)), (hand, hand))
        if not name:
            return Frame(writing)
        j = joints(who, writing)
        x, y = turned([(19, 4)], j["near", "ankle"], j["near", "foot"], who.scale)[0]
        return Frame(writing, {"near foot"}, letter(name, (x + 7, y)))

    says = [
        "An older woman sits on a chair, one leg out in front with the foot off the floor.",
        "The woman's foot points away and her toes write a dotted letter A in the air.",
        "The woman's foot is bent up and her toes write a dotted letter B in the air.",
    ]
    frames = [write(-8), write(-40, "A"), write(16, "B")]
    return Strip("ankle-alphabet", who, (-57, -144, 168, 152), chair(0), says, frames, {"far": 0})
