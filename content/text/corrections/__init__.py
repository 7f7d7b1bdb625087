"""Small corrections of a text that a clinician has read: where the words stand, and what may be corrected."""
