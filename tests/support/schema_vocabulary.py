"""The words of schema.org, read from npm's schema-dts: every type with its properties."""

import re

_INTERFACE = re.compile(
    r"^(?:export )?interface (\w+)(?: extends ([\w, <>]+))? \{\n(.*?)^\}", re.DOTALL | re.MULTILINE
)
_PROPERTY = re.compile(r'^ +"(\w+)"\?:', re.MULTILINE)
_TYPE = re.compile(r'^ +"@type": "(\w+)"', re.MULTILINE)
_MEMBER = re.compile(r'"(https://schema\.org/\w+)"')


class Vocabulary:
    def __init__(self, text):
        self.own, self.bases, self.leaves = {}, {}, {}
        self.members = {*_MEMBER.findall(text)}
        for name, bases, body in _INTERFACE.findall(text):
            self.own[name] = {*_PROPERTY.findall(body)}
            self.bases[name] = [base.strip() for base in bases.split(",") if base.strip()]
            for kind in _TYPE.findall(body):
                self.leaves[kind] = name

    def properties(self, kind):
        """Every property of a type, inherited ones too."""
        todo, names = [self.leaves[kind]], set()
        while todo:
            name = todo.pop()
            names |= self.own.get(name, set())
            todo += self.bases.get(name, [])
        return names

    def wrong(self, value, place="graph"):
        """What this value says in words that schema.org does not have, or in the wrong place."""
        if isinstance(value, list):
            return [fault for part in value for fault in self.wrong(part, place)]
        if isinstance(value, str):
            unknown = value.startswith("https://schema.org/") and value not in self.members
            return [f"{place}: no {value}"] if unknown else []
        if not isinstance(value, dict) or set(value) == {"@id"}:
            return []
        kinds = value.get("@type", [])
        kinds = kinds if isinstance(kinds, list) else [kinds]
        faults = [f"{place}: no type {kind}" for kind in kinds if kind not in self.leaves]
        if faults or not kinds:
            return faults or [f"{place}: has no type"]
        allowed = {name for kind in kinds for name in self.properties(kind)}
        if any("query" in self.properties(kind) for kind in kinds):
            allowed.add("query-input")
        for name, part in value.items():
            if not name.startswith("@"):
                if name not in allowed:
                    faults.append(f"{place}: {'/'.join(kinds)} has no {name}")
                faults += self.wrong(part, f"{place} > {name}")
        return faults
