"""What the clinic's own record answers at once: hours, the way, numbers, people, languages."""

from dataclasses import dataclass

from content.models import Clinic, Person
from content.search import words
from content.text import normalize

PEOPLE_SHOWN = 6

# Words and phrases that ask for a fact, English and Spanish.
ASKING = {
    "hours": """
        hours, hour, opening, open, opens, opening times, close, closes, closed, closing, how late, how
        early, today, tomorrow, tonight, weekend, weekends, weekday, weekdays, holiday, holidays, christmas,
        christmas eve, thanksgiving, new year, new years, new years eve, new years day, memorial day, labor
        day, independence day, july 4, 4th of july, lunch, lunch break, navidad, feriado, feriados,
        evenings, monday, mondays, tuesday, tuesdays, wednesday, wednesdays, thursday, thursdays, friday,
        fridays, saturday, saturdays, sunday, sundays, horario, horarios, hora, horas, abren, abre,
        abierto, abierta, abiertos, cierran, cierra, cerrado, hoy, manana, lunes, martes, miercoles,
        jueves, viernes, sabado, sabados, domingo, domingos
    """,
    "address": """
        address, location, locations, located, directions, direction, map, street, zip code, where are
        you, where are you at, where is, get there, get to you, find you, direccion, ubicacion, ubicados,
        ubicada, donde estan, donde esta, donde queda, como llegar, como llego, mapa
    """,
    "parking": """
        parking, park, parking lot, park my car, garage, estacionamiento, estacionar, estacionarme, parqueo
    """,
    "access": """
        wheelchair, wheelchairs, wheelchair access, wheelchair accessible, accessible, accessibility, access,
        ramp, elevator, step free, handicap, handicapped, entrance, silla de ruedas, rampa, accesible,
        entrada
    """,
    "transit": """
        bus, bus stop, by bus, train, subway, transit, public transit, public transport, public
        transportation, autobus, parada, parada de autobus
    """,
    "fax": "fax, fax number, numero de fax",
    "phone": """
        phone, phone number, telephone, call, call you, number, contact, contact you, reach you, talk to
        someone, speak to someone, speak with someone, talk to a person, telefono, numero, llamar,
        contacto
    """,
    "text": """
        text, text you, texting, texts, sms, text message, text messages, message you, mensaje, mensajes,
        mensaje de texto, mensajes de texto
    """,
    "people": """
        staff, team, employees, providers, clinicians, therapists, doctors, who works, who work, who
        treats, who will i see, who will treat, who do i see, your therapist, the therapist, equipo,
        personal, terapeutas, fisioterapeutas, quien trabaja, quienes trabajan, quien atiende
    """,
    "languages": """
        interpreter, interpreters, interpret, translator, translators, translation, translate, spanish,
        language, languages, sign language, asl, bilingual, espanol, interprete, interpretes, traductor,
        traductora, idioma, idiomas
    """,
}
# Words that may stand beside them and ask for nothing else.
BESIDE = """
    afternoon appointment appointments clinic clinica early english evening free guys help here late meet
    morning name names need new now office number physical pt see speak speaks speaking someone somebody
    still talk there therapy till time times tell until visit visits work working works alguien ayuda cita
    citas hable habla hablan hablar hablas hay necesito oficina
"""
TITLES = "dr doctor mr mrs ms miss pt dpt dra sr sra"

PHRASES = {tuple(phrase.split()): kind for kind, phrases in ASKING.items() for phrase in phrases.split(",")}
WORDS = {word for phrase in PHRASES for word in phrase}.difference(*words.STOP.values())
LONGEST = max(len(phrase) for phrase in PHRASES)
BESIDE = frozenset(f"{BESIDE} {TITLES}".split()).union(*words.STOP.values())


@dataclass(frozen=True)
class Fact:
    kind: str  # one of ASKING
    people: tuple[Person, ...] = ()  # of a fact about people: those who were asked for, or the first ones

    @property
    def is_about_visiting(self):
        return self.kind not in {"people", "languages"}


def facts_for(typed):
    """The Facts that folded words ask for, if they ask for nothing else."""
    kinds, rest = _kinds(typed)
    people = _named(rest) if rest else []
    if rest and not people:
        return []
    if people:
        kinds = ["people", *(kind for kind in kinds if kind != "people")]
    if not kinds:
        return []
    clinic = Clinic.load()
    return [fact for kind in kinds if (fact := _fact(kind, clinic, people))]


def _kinds(typed):
    """(the kinds of facts that are asked for, words that ask for something else)."""
    kinds, rest, place = [], [], 0
    while place < len(typed):
        ends = range(min(len(typed), place + LONGEST), place, -1)
        end = next((end for end in ends if tuple(typed[place:end]) in PHRASES), None)
        if end:
            kinds.append(PHRASES[tuple(typed[place:end])])
        elif typed[place] not in BESIDE:
            rest.append(typed[place])
        place = end or place + 1
    return list(dict.fromkeys(kinds)), rest


def _named(rest):
    """The people of whom each of the words is part of the name, or of what they do."""
    found = []
    for person in Person.objects.with_page():
        name, role = (set(normalize.tokens(text)) for text in (person.name, person.role))
        if name & {*rest} and {*rest} <= name | role:
            found.append(person)
    return found


def _fact(kind, clinic, people):
    if kind == "people":
        people = people or Person.objects.with_page()[:PEOPLE_SHOWN]
        return Fact(kind, tuple(people)) if people else None
    is_known = {
        "hours": clinic.week(),
        "address": clinic.address,
        "phone": clinic.phone,
        "text": clinic.text_number,
        "fax": clinic.fax_number,
        "parking": clinic.parking,
        "access": clinic.access,
        "transit": clinic.transit,
        "languages": clinic.language_help,
    }
    return Fact(kind) if is_known[kind] else None
