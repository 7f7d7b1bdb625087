"""A strip is one exercise, its frames are its drawings, and these are the people who do them.

The first frame is the start, without accent and arrow.
"""

from dataclasses import dataclass

from .body import Person, Pose
from .facing import FacingPose

FLOOR, MAT = {"near": 0, "far": 0}, {"near": 3, "far": 3}


@dataclass
class Frame:
    pose: Pose | FacingPose
    moves: frozenset = frozenset()
    marks: str = ""  # arrows, over everything
    behind: str = ""  # things
    held: str = ""  # in both hands
    between: str = ""  # things that are before the far limbs or the back, and behind the near limbs
    stands: dict | None = None  # where it is another way than in the rest of the strip


@dataclass
class Strip:
    name: str
    who: Person
    view: tuple  # x, y, width and height
    things: str  # behind everybody
    says: list  # what is to be seen in each frame
    frames: list
    stands: dict  # which feet stand on something, and how high it is


ROSA = Person(160, 1.05, "#d9a57e", "#bd8760", "#d9d8d3", "bob", bust=1.5, glasses=True)
HUGO = Person(174, 1.14, hair="#8a8680", style="bald", belly=5)
BIA = Person(164, 1.16, "#c98d62", "#b17850", "#5a3a24", "curls", belly=1.5, bust=1.5, in_socks=True)
AMA = Person(166, 1, "#82512f", "#6b4024", "#2a2320", "bun", bust=1.5)
AMIRA = Person(163, 1.04, "#e0b48f", "#c89a75", style="scarf", bust=1.5, long_sleeves=True)
MARCUS = Person(176, 1, "#7a4d2f", "#633c24", "#221c1a", "crop", long_sleeves=True)
MEI = Person(162, 1, "#ecc6a2", "#d8ae88", "#2b2523", "tail", bust=1.2)
SAM = Person(170, 1.05, "#8d5f40", "#744a2f", "#8f8b86", "crop", belly=2)
ELSA = Person(166, 1.02, hair="#a5673f", style="bob", bust=1.5, long_sleeves=True)
GRETA = Person(158, 1.0, "#f3d9c4", "#dfbfa6", "#e6e3dd", "bun", bust=1.2)
JO = Person(165, 1.12, "#f2d3bd", "#ddb79d", "#b0673a", "bob", bust=2)
LUIS = Person(174, 1.1, "#c58f68", "#a97650", "#33271f")
LENA = Person(168, 1.0, "#f0cfb6", "#dcb598", "#6b3f26", "bun", long_sleeves=True)
RAJ = Person(172, 1.02, "#b98259", "#a06d47", "#2a2320", "short", beard=True)
VICTOR = Person(171, 1.06, "#e3bd9b", "#c9a07c", "#dedbd4", "short", belly=2.5)
OTTO = Person(170, 1, hair="#b9b4ac", glasses=True, beard=True)
