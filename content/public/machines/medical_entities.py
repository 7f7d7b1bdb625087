"""What schema.org wants to know of a treatment or a problem, taken out of a frozen text.

Staff choose which heading of the text says what ("facts", a slot of the anatomy: {"effects": "Side
effects", …}); the words themselves are those below that heading, so nothing is said to machines
that patients do not read. A heading that was renamed, or a word that is not in the text, is left out.
"""

from content.text import richtext

SPECIALTY = "https://schema.org/Physiotherapy"
PROCEDURES = {
    "needle": "https://schema.org/PercutaneousProcedure",
    "none": "https://schema.org/NoninvasiveProcedure",
}


def treatment(content):
    """A MedicalTherapy; the signs on the emergency card are its serious outcomes."""
    facts = _Facts(content)
    alarm = [sign for card in content["care_cards"] if card["kind"] == "emergency" for sign in card["items"]]
    signs = [_thing("MedicalSymptom", facts.words(sign)) for sign in alarm]
    return {
        "@type": "MedicalTherapy",
        "name": facts.written("name") or content["title"],
        "bodyLocation": facts.written("body"),
        "procedureType": PROCEDURES.get(facts.said.get("skin")),
        "preparation": facts.text("before"),
        "howPerformed": facts.text("how"),
        "contraindication": facts.text("not_for"),
        "adverseOutcome": facts.things("MedicalEntity", "effects"),
        "seriousAdverseOutcome": [*facts.things("MedicalEntity", "serious"), *signs],
        "followup": facts.text("after"),
        "relevantSpecialty": SPECIALTY,
    }


def condition(content):
    """A MedicalCondition; each line of a list of symptoms is one."""
    facts = _Facts(content)
    body = facts.written("body")
    listed = facts.lines("symptoms")
    return {
        "@type": "MedicalCondition",
        "name": facts.written("name") or content["title"],
        "associatedAnatomy": body and _thing("AnatomicalStructure", body),
        "signOrSymptom": [_thing("MedicalSymptom", line) for line in listed]
        or facts.things("MedicalSignOrSymptom", "symptoms"),
        "cause": facts.things("MedicalCause", "causes"),
        "riskFactor": facts.things("MedicalRiskFactor", "risk"),
        "possibleTreatment": facts.things("MedicalTherapy", "treatment"),
        "expectedPrognosis": facts.text("recovery"),
        "relevantSpecialty": SPECIALTY,
    }


class _Facts:
    def __init__(self, content):
        self.content = content
        self.said = content.get("facts") or {}

    def words(self, text):
        return richtext.spoken(text, sources=len(self.content["sources"]))

    def written(self, name):
        """A few words of staff, if they stand in the text as well."""
        words = self.said.get(name, "")
        read = f"{self.content['title']}\n{self.content['derived']['text']}"
        return words if words.casefold() in read.casefold() else ""

    def blocks(self, name):
        chosen = self.said.get(name)
        return richtext.below(self.content["body"], chosen) if chosen else []

    def text(self, name):
        return "\n".join(self.words(words) for _tag, words in self.blocks(name))

    def lines(self, name):
        return [self.words(words) for tag, words in self.blocks(name) if tag == "li"]

    def things(self, kind, name):
        said = self.text(name)
        return [{"@type": kind, "name": self.said[name], "description": said}] if said else []


def _thing(kind, name):
    return {"@type": kind, "name": name}
