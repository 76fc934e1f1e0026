"""Documents with all the characters that some language takes for its own."""

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

import policykit as pk
from policykit.strategies import documents

PIECES = (
    *("a", "Z", "9", "0", " ", "  ", "\t", "\n", "\r", "\x00", "\x1b", "\x7f", "\x85", "\xa0", "\xad", "é", "ÿ"),
    *('"', "'", "\\", "\\n", "\\u0041", "$", "%", "&", "{", "}", "${", "%{", "&{", "$${", "%%{", "${aws:username}"),
    *("%{if true}", "#", "//", "/*", ":", ": ", "- ", "-", "~", "!", "*", "?", "|", ">", "@", "`", "[", "]", ",", "="),
    *("yes", "null", "n", "true", "<<", "1e3", "0x1F", "012", "089", "1:30", "2012-10-17", ".5", "☂", "\u2028", "😀"),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)


@st.composite
def odd_documents(draw: DrawFn) -> pk.PolicyDocument:
    """Documents as they come, half of them with an Id, a condition and at times a Sid of odd characters.

    They are read leniently, because IAM would refuse some: what can be read can be asked to be written.
    """
    document = draw(documents())
    members = document.to_dict()
    if draw(st.booleans()):
        statements = members["Statement"]
        statement = statements[-1] if isinstance(statements, list) and statements else statements
        if isinstance(statement, dict) and not (document.grammar.only_deny and statement["Effect"] == "Allow"):
            key = draw(TEXTS.map(lambda text: f"aws:RequestTag/{text}"))
            statement["Condition"] = {"StringLike": {key: draw(TEXTS | st.lists(TEXTS, max_size=3))}}
            if not document.grammar.plain_sids:
                statement["Sid"] = draw(TEXTS)
        if document.grammar.id.value == "allowed":
            members["Id"] = draw(TEXTS)
    return type(document).from_dict(members, strict=False)
