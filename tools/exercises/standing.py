"""Exercises on one's feet."""

from .body import Arm, Foot, Hand, Leg, ankle_of, joints, pose, standing
from .drawing import arc, arrow, chair, counter, rail, step, table, wall
from .strips import ELSA, FLOOR, HUGO, MARCUS, OTTO, RAJ, VICTOR, Frame, Strip


def heel_raise():
    who, moves = HUGO, {"shank"}

    def rise(heel):
        feet = Foot(0, heel=heel), Foot(6, heel=heel)
        x, y = ankle_of(who, feet[0])
        hip = x + 1 - heel * 0.03, y - who.shank - who.thigh + 0.6
        return pose(who, hip, 3, 12, 0, feet, (Hand(30, -95.5, 88), Hand(33, -95.5, 88)))

    says = [
        "A man stands tall and holds a counter with both hands.",
        "The man stands on his toes, heels high off the floor; an arrow points up.",
        "The man's heels are halfway down to the floor; an arrow points down.",
    ]
    frames = [
        Frame(rise(0)),
        Frame(rise(46), moves, arrow((-20, -8), (-20, -44))),
        Frame(rise(22), moves, arrow((-20, -44), (-20, -8))),
    ]
    return Strip("heel-raise", who, (-47, -194, 120, 202), counter(28.5), says, frames, FLOOR)


def wall_slide():
    who, face = MARCUS, 48

    def slide(near, far, look):
        """Hands flat on the wall, their wrists so high."""
        hip, hands = (3, standing(who)[1]), [Hand(face - 5, -wrist, 180) for wrist in (near, far)]
        return pose(who, hip, 0, 12 - look, -look, (Foot(0), Foot(7)), hands)

    says = [
        "A man faces a wall with both hands flat on it at shoulder height.",
        "The man's hands are high on the wall, above his head; an arrow points up.",
        "The man's hands are halfway down the wall again; an arrow points down.",
    ]
    frames = [
        Frame(slide(132, 138, 0)),
        Frame(slide(181, 183, 13), {"arms"}, arrow((face + 13, -162), (face + 13, -196))),
        Frame(slide(156, 161, 5), {"arms"}, arrow((face + 13, -196), (face + 13, -162))),
    ]
    return Strip("wall-slide", who, (-46, -208, 124, 216), wall(face), says, frames, FLOOR)


def one_leg_stand():
    who, hip = OTTO, standing(OTTO, 2)
    hands = [Hand(44, -101.6, 84, "grip")] * 2

    def lift(thigh, knee):
        return pose(who, hip, 0, 12, 0, (Leg(thigh, knee, 6), Foot(2)), hands)

    says = [
        "A man stands tall behind a chair and holds its back.",
        "The man stands on one leg, the other knee lifted in front; an arrow points up.",
        "The man's lifted foot is almost down again; an arrow points down.",
    ]
    up, down = arrow((47, -18), (47, -50)), arrow((43, -50), (43, -18))
    frames = [
        Frame(pose(who, hip, 0, 12, 0, (Foot(0), Foot(6)), hands), stands=FLOOR),
        Frame(lift(53, 75), {"near leg"}, up),
        Frame(lift(27, 43), {"near leg"}, down),
    ]
    return Strip("one-leg-stand", who, (-28, -188, 136, 196), chair(100.5, back=53), says, frames, {"far": 0})


def pendulum():
    who, feet, hip = ELSA, (Foot(-34), Foot(-16)), (-22, -86)

    def swing(angle):
        """The arm hangs and swings by so many degrees from straight down."""
        return pose(who, hip, 68, -14, 40, feet, (Arm(68 + angle, 4, 0), Hand(59.7, -75.6, 90)))

    says = [
        "A woman leans on a table with one forearm and lets the other arm hang straight down.",
        "The woman's hanging arm swings forward; an arrow points forward.",
        "The woman's hanging arm swings back; an arrow points back.",
    ]
    middle = joints(who, swing(0))["shoulder"]
    frames = [
        Frame(swing(0)),
        Frame(swing(28), {"near arm"}, arrow(*arc(middle, 76, -14, 18))),
        Frame(swing(-28), {"near arm"}, arrow(*arc(middle, 76, 14, -18))),
    ]
    return Strip("pendulum", who, (-62, -146, 146, 154), table(28, 116), says, frames, FLOOR)


def calf_stretch():
    who, face = RAJ, 46
    start = standing(who, 2)

    def lean(hip, trunk, feet):
        return pose(who, hip, trunk, 12 - trunk, -2, feet, [Hand(face - 5, -136, 180)] * 2)

    says = [
        "A man faces a wall with both hands on it and his feet side by side.",
        "The man's back leg is straight with the heel down, his front knee bent; an arrow points down.",
    ]
    frames = [
        Frame(lean(start, 2, (Foot(2), Foot(9)))),
        Frame(lean((-7.9, -83), 18, (Foot(-46), Foot(10))), {"near shank"}, arrow((-62, -40), (-62, -10))),
    ]
    return Strip("calf-stretch", who, (-76, -196, 140, 204), wall(face), says, frames, FLOOR)


def step_up():
    who, up = VICTOR, 18

    says = [
        "An older man stands in front of a step and holds the rail.",
        "The man has one foot flat on the step and one still on the floor; an arrow points up.",
        "The man stands on the step with both feet; an arrow points up.",
    ]

    def climb(hip, lean, feet, hand):
        hands = Arm(2, 14), Hand(hand, rail(hand) - 1, 80, "fist")
        return pose(who, hip, lean, 12 - lean * 0.6, 0, feet, hands)

    below, above = standing(who, -26), (21, standing(who)[1] - up)
    one_up = climb((-9, below[1] + 1), 8, (Foot(14, up), Foot(-20)), 20)
    both_up = climb(above, 1, (Foot(21, up), Foot(26, up)), 46)
    frames = [
        Frame(climb(below, 4, (Foot(-27), Foot(-22)), 14)),
        Frame(one_up, {"near leg"}, arrow((-42, -20), (-42, -60)), stands={"near": up, "far": 0}),
        Frame(both_up, {"legs"}, arrow((-10, -30), (-10, -70)), stands={"near": up, "far": up}),
    ]
    return Strip("step-up", who, (-58, -208, 138, 216), step(up), says, frames, FLOOR)
