"""What schema.org wants to know of a treatment or a problem, taken out of a frozen text.

Staff choose which heading of the text says what (the slot "facts": {"effects": "Side effects", …}); the
values are the words below that heading, so search engines are told nothing that patients do not read.
A heading that was renamed, or a word that is not in the text, is left out.
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
    symptoms = [_named("MedicalSymptom", line) for line in facts.list_items("symptoms")]
    return {
        "@type": "MedicalCondition",
        "name": facts.words("name") or text.title,
        "associatedAnatomy": body_part and _named("AnatomicalStructure", body_part),
        "signOrSymptom": symptoms or facts.entities("MedicalSignOrSymptom", "symptoms"),
        "cause": facts.entities("MedicalCause", "causes"),
        "riskFactor": facts.entities("MedicalRiskFactor", "risk"),
        "possibleTreatment": facts.entities("MedicalTherapy", "treatment"),
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
        written = f"{self.text.title}\n{self.text.text}"
        return words if words.casefold() in written.casefold() else ""

    def section(self, name):
        """The text below the chosen heading."""
        return "\n".join(text for _tag, text in self._blocks(name))

    def list_items(self, name):
        return [text for tag, text in self._blocks(name) if tag == "li"]

    def entities(self, kind, name):
        """[an entity named as the heading is, described by what is below it], or []"""
        description = self.section(name)
        return [_named(kind, self.choices[name]) | {"description": description}] if description else []

    def without_citations(self, text):
        return richtext.spoken(text, sources=len(self.text.sources))

    def _blocks(self, name):
        """[(tag, text)] below the chosen heading"""
        heading = self.choices.get(name)
        blocks = richtext.below(self.text.body, heading, self.language) if heading else []
        return [(tag, self.without_citations(text)) for tag, text in blocks]


def _named(kind, name):
    return {"@type": kind, "name": name}
