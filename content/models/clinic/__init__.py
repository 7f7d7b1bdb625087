"""The clinic itself: how to reach it, when it is open and how it works."""

from content.models.clinic.clinic import Clinic, check_time_zone
from content.models.clinic.phone_numbers import PhoneNumber
from content.models.clinic.special_days import SpecialDay

# The first migration names `check_time_zone` here.
__all__ = ["Clinic", "PhoneNumber", "SpecialDay", "check_time_zone"]
