"""How often an exercise is done: a few numbers, and the sentences that they print as.

A dose is a dict of what applies, {"times": 10, "hold": 5, "days": 3}; what is left out is not said.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

LONGEST_LOAD = 60  # characters
EVERY_DAY = 7


class Dose(TypedDict, total=False):
    sets: int  # rounds
    times: int  # in each round
    minutes: int  # of each round, for what is not counted
    hold: int  # seconds each time
    rest: int  # seconds between rounds
    load: str  # "a light band"
    each_side: bool
    a_day: int  # times a day
    days: int  # a week
    pain: int  # how much is all right, of 10


class Number(NamedTuple):
    """A number of a dose: what it is called and how large it can be."""

    label: str
    least: int
    most: int


NUMBERS = {
    "sets": Number(gettext_lazy("Rounds"), 1, 10),
    "times": Number(gettext_lazy("Times in each round"), 1, 100),
    "minutes": Number(gettext_lazy("Or minutes"), 1, 120),
    "hold": Number(gettext_lazy("Hold (seconds)"), 1, 120),
    "rest": Number(gettext_lazy("Rest between rounds (seconds)"), 1, 600),
    "a_day": Number(gettext_lazy("Times a day"), 1, 12),
    "days": Number(gettext_lazy("Days a week"), 1, EVERY_DAY),
    "pain": Number(gettext_lazy("Pain that is all right (0 to 10)"), 0, 10),
}
LABELS = {
    **{name: NUMBERS[name].label for name in ("sets", "times", "minutes", "hold", "rest")},
    "load": gettext_lazy("Weight or band"),
    "each_side": gettext_lazy("On each side"),
    **{name: NUMBERS[name].label for name in ("a_day", "days", "pain")},
}


def problems(dose: Any) -> Iterator[str]:
    """What is wrong with a value that is to be a dose, in sentences."""
    if not isinstance(dose, dict) or dose.keys() - LABELS.keys():
        yield _("This says no dose of an exercise.")
        return
    for name, (label, least, most) in NUMBERS.items():
        number = dose.get(name, least)
        if type(number) is not int or not least <= number <= most:
            bounds = {"label": label, "least": least, "most": most}
            yield _("%(label)s: write a number from %(least)s to %(most)s.") % bounds
    if not isinstance(dose.get("load", ""), str) or len(dose.get("load", "")) > LONGEST_LOAD:
        yield _("The weight or band has up to %s characters.") % LONGEST_LOAD
    if type(dose.get("each_side", True)) is not bool:
        yield _("This says no dose of an exercise.")
    if "times" in dose and "minutes" in dose:
        yield _("Write how many times, or how many minutes, not both.")


def amount(dose: Mapping[str, Any]) -> str:
    """How much at once, in a sentence or a few; "" if the dose does not say."""
    return " ".join(_amount(dose))


def _amount(dose: Mapping[str, Any]) -> Iterator[str]:
    sides = dose.get("each_side")
    if times := dose.get("times"):
        many = {"count": times}
        yield (
            ngettext("Do it %(count)s time on each side.", "Do it %(count)s times on each side.", times)
            if sides
            else ngettext("Do it %(count)s time.", "Do it %(count)s times.", times)
        ) % many
    elif minutes := dose.get("minutes"):
        many = {"count": minutes}
        yield (
            ngettext(
                "Do it for %(count)s minute on each side.",
                "Do it for %(count)s minutes on each side.",
                minutes,
            )
            if sides
            else ngettext("Do it for %(count)s minute.", "Do it for %(count)s minutes.", minutes)
        ) % many
    if hold := dose.get("hold"):
        if dose.get("times", 1) > 1:
            held = _("Hold for %s each time.")
        else:
            held = _("Hold for %s on each side.") if sides and "times" not in dose else _("Hold for %s.")
        yield held % time_span(hold)
    if load := dose.get("load"):
        yield _("Use %s.") % load
    yield from _rounds(dose)


def _rounds(dose: Mapping[str, Any]) -> Iterator[str]:
    sets, rest = dose.get("sets", 1), dose.get("rest")
    if sets == 2:
        yield (
            _("Rest for %s. Then do it all again.") % time_span(rest)
            if rest
            else _("Rest. Then do it all again.")
        )
    elif sets > 2:
        words = {"count": sets, "rest": time_span(rest or 0)}
        yield (
            _("Do %(count)s rounds. Rest for %(rest)s in between.")
            if rest
            else _("Do %(count)s rounds. Rest in between.")
        ) % words


def time_span(seconds: int) -> str:
    """Seconds in words: "45 seconds", "1 minute", "1 minute and 30 seconds"."""
    minutes, rest = divmod(seconds, 60)
    parts = []
    if minutes:
        parts.append(ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes})
    if rest or not minutes:
        parts.append(ngettext("%(count)s second", "%(count)s seconds", rest) % {"count": rest})
    return str(_(" and ")).join(parts)


def how_often(dose: Mapping[str, Any]) -> str:
    """On which days and how often on each, as one sentence; "" if the dose does not say."""
    a_day, days = dose.get("a_day"), dose.get("days")
    if a_day and a_day > 1:
        words = _several_times(days)
    elif days == EVERY_DAY:
        words = _("Do this once a day, every day.") if a_day else _("Do this every day.")
    elif days:
        words = ngettext("Do this on %(days)s day a week.", "Do this on %(days)s days a week.", days)
    else:
        words = _("Do this once a day.") if a_day else ""
    return str(words % {"a_day": a_day, "days": days})


def _several_times(days: int | None) -> str:
    if days == EVERY_DAY:
        return str(_("Do this %(a_day)s times a day, every day."))
    if not days:
        return str(_("Do this %(a_day)s times a day."))
    words = ngettext(
        "Do this %(a_day)s times a day, on %(days)s day a week.",
        "Do this %(a_day)s times a day, on %(days)s days a week.",
        days,
    )
    return str(words)


def pain(dose: Mapping[str, Any]) -> str:
    """How much pain is all right; "" if the dose does not say."""
    most = dose.get("pain")
    if most is None:
        return ""
    some = _("Some pain is all right, up to %s on a scale of 0 to 10. It should ease by the next day.")
    return str(some % most if most else _("It should not hurt."))


def sentences(dose: Mapping[str, Any]) -> list[str]:
    """All that a dose says, a sentence or a few each: how much, how often, how much pain."""
    return [line for line in (amount(dose), how_often(dose), pain(dose)) if line]
