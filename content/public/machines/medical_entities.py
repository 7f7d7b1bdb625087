"""What schema.org wants to know of a treatment or a problem, taken out of a frozen text.

Staff choose which heading of the text says what (the slot "facts": {"effects": "Side effects", …}); the
values are the words below that heading, so search engines are told nothing that patients do not read.
A heading that was renamed, or a word that is not in the text, is left out. A heading is never a name: of what
nobody named, the words alone are told.
"""

from content.text import richtext

SPECIALTY = "https://schema.org/Physiotherapy"
PROCEDURES = {
    "needle": "https://schema.org/PercutaneousProcedure",
    "none": "https://schema.org/NoninvasiveProcedure",
}


def treatment(text, language):
    """A MedicalTherapy; the signs on the emergency card are its serious outcomes."""
    facts = _SchemaFacts(text, language)
    signs = [sign for card in text.care_cards if card["kind"] == "emergency" for sign in card["items"]]
    symptoms = [_named("MedicalSymptom", facts.without_citations(sign)) for sign in signs]
    return {
        "@type": "MedicalTherapy",
        "name": facts.words("name") or text.title,
        "bodyLocation": facts.words("body"),
        "procedureType": PROCEDURES.get(facts.choices.get("skin")),
        "preparation": facts.section("before"),
        "howPerformed": facts.section("how"),
        "contraindication": facts.section("not_for"),
        "adverseOutcome": facts.entities("MedicalEntity", "effects"),
        "seriousAdverseOutcome": [*facts.entities("MedicalEntity", "serious"), *symptoms],
        "followup": facts.section("after"),
        "relevantSpecialty": SPECIALTY,
    }


def condition(text, language):
    """A MedicalCondition; each line of a list of symptoms is one."""
    facts = _SchemaFacts(text, language)
    body_part = facts.words("body")
    symptoms = facts.names("symptom_names") or facts.list_items("symptoms")
    treatments = facts.names("treatment_names")
    return {
        "@type": "MedicalCondition",
        "name": facts.words("name") or text.title,
        "associatedAnatomy": body_part and _named("AnatomicalStructure", body_part),
        "signOrSymptom": [_named("MedicalSymptom", name) for name in symptoms]
        or facts.entities("MedicalSignOrSymptom", "symptoms"),
        "cause": facts.entities("MedicalCause", "causes"),
        "riskFactor": facts.entities("MedicalRiskFactor", "risk"),
        "possibleTreatment": [_named("MedicalTherapy", name) for name in treatments]
        or facts.entities("MedicalTherapy", "treatment"),
        "expectedPrognosis": facts.section("recovery"),
        "relevantSpecialty": SPECIALTY,
    }


class _SchemaFacts:
    """What staff chose for schema.org, each looked up in the text."""

    def __init__(self, text, language):
        self.text = text
        self.language = language
        self.choices = text.facts

    def words(self, name):
        """A few words of staff, or "" if the text does not have them: patients must read them as well."""
        words = self.choices.get(name, "")
        return words if self._is_written(words) else ""

    def names(self, name):
        """Several of them, with commas between."""
        names = [words.strip() for words in self.choices.get(name, "").split(",")]
        return [words for words in names if words and self._is_written(words)]

    def _is_written(self, words):
        return words.casefold() in f"{self.text.title}\n{self.text.text}".casefold()

    def section(self, name):
        """The text below the chosen heading."""
        return "\n".join(text for _tag, text in self._blocks(name))

    def list_items(self, name):
        return [text for tag, text in self._blocks(name) if tag == "li"]

    def entities(self, kind, name):
        """[an entity described by what is below the heading], or []"""
        description = self.section(name)
        return [{"@type": kind, "description": description}] if description else []

    def without_citations(self, text):
        return richtext.spoken(text, sources=len(self.text.sources))

    def _blocks(self, name):
        """[(tag, text)] below the chosen heading"""
        heading = self.choices.get(name)
        blocks = richtext.below(self.text.body, heading, self.language) if heading else []
        return [(tag, self.without_citations(text)) for tag, text in blocks]


def _named(kind, name):
    return {"@type": kind, "name": name}
