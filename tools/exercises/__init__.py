"""The drawings of the exercises; `tools/figures.py` writes them.

`body.py` has people in numbers, `flesh.py` and `facing.py` give them shape, `drawing.py` has the pen and the
things around them. The exercises themselves are in the modules that are named after how they are done.
"""

from .lying import bridge, knee_to_chest, pelvic_tilt, quad_set
from .sitting import ankle_alphabet, sit_to_stand, table_slide
from .standing import calf_stretch, heel_raise, one_leg_stand, pendulum, step_up, wall_slide
from .upper_body import band_rotation, chin_tuck, shoulder_blade_squeeze

LYING = [quad_set, bridge, knee_to_chest, pelvic_tilt]
SITTING = [sit_to_stand, table_slide, ankle_alphabet]
STANDING = [heel_raise, wall_slide, one_leg_stand, pendulum, calf_stretch, step_up]
UPPER_BODY = [chin_tuck, shoulder_blade_squeeze, band_rotation]
EXERCISES = LYING + SITTING + STANDING + UPPER_BODY
