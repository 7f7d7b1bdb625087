"""Templates are indented for those who write them; pages are sent without the indentation."""

import re

from django.template.loaders import filesystem

_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
# A line with nothing but a tag that decides or names something would leave an empty line.
_DECIDES = r"(?:if|elif|else|endif|for|empty|endfor|with|endwith|load|block|endblock)\b[^%\n]*"
_NAMES = r"[^%\n]+ as \w+ "
_TAG_ALONE = re.compile(rf"^({{% (?:{_DECIDES}|{_NAMES})%}})\n", re.MULTILINE)


class Loader(filesystem.Loader):
    """Reads our HTML without the white space at the beginning of its lines."""

    def get_contents(self, origin):
        text = super().get_contents(origin)
        if not origin.name.endswith(".html"):
            return text
        return _TAG_ALONE.sub(r"\1", _INDENT.sub("", text))
