"""A cell is written as people say it, and read back as the same entries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalations.matrix.notation import NOTHING, SET, Noted, read_cell, write_cell

READ = {
    "": (),
    "  \n ; ": (),
    "nothing": (Noted(NOTHING),),
    "–": (Noted(NOTHING),),
    "email to owner": (Noted("email", "owner"),),
    "E-mail to Team Lead": (Noted("email", "team_lead"),),
    "notice to queue": (Noted("notify", "queue"),),
    "notify to queue desk-2": (Noted("notify", "queue", "desk-2"),),
    'webhook to endpoint "Billing  (EU); old" (x=1)': (
        Noted("webhook", "endpoint", "Billing  (EU); old", {"x": 1}),
    ),
    "webhook  to endpoint  Billing EU": (Noted("webhook", "endpoint", "Billing EU"),),
    "email to user mei": (Noted("email", "user", "mei"),),
    "email to duty@example.org": (Noted("email", "address", "duty@example.org"),),
    'email to manager (template="Last; warning")': (
        Noted("email", "manager", "", {"template": "Last; warning"}),
    ),
    'task to owner (due=PT15M, subject="Call \\"Mei\\"", calendar=yes)': (
        Noted("task", "owner", "", {"due": "PT15M", "subject": 'Call "Mei"', "calendar": True}),
    ),
    "set priority = Critical": (Noted(SET, parameters={"field": "priority", "value": "Critical"}),),
    "set attributes.level = 3": (Noted(SET, parameters={"field": "attributes.level", "value": 3}),),
    "set attributes.vip = no": (Noted(SET, parameters={"field": "attributes.vip", "value": False}),),
    "email to owner; task to team lead (due=P1D)\nset escalated = yes": (
        Noted("email", "owner"),
        Noted("task", "team_lead", "", {"due": "P1D"}),
        Noted(SET, parameters={"field": "escalated", "value": True}),
    ),
}

REFUSED = {
    'email to owner (template="x)': "quotation mark is missing",
    "email to owner (template=x": "bracket is missing",
    "email to owner (template)": "pairs such as",
    "task to owner (due=P1D, due=P2D)": "given twice",
    "email to owner; nothing": "stands alone",
    "? to owner": "an action and a target",
    "x" * 4001: "at most 4000",
}


@pytest.mark.parametrize(("text", "entries"), READ.items())
def test_a_cell_is_read_as_it_is_said(text: str, entries: tuple[Noted, ...]) -> None:
    assert read_cell(text) == entries


@pytest.mark.parametrize(("text", "reason"), REFUSED.items())
def test_what_cannot_be_read_says_why(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_cell(text)


names = st.text(st.sampled_from('aB1 _-.();="\\\\,'), min_size=1, max_size=12).filter(str.strip)
values = st.one_of(st.booleans(), st.none(), st.integers(-999, 999), st.text(max_size=20))
parameters = st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), values, max_size=3)
entries = st.one_of(
    st.builds(
        Noted,
        st.sampled_from(["email", "task", "notify", "webhook"]),
        st.just("owner"),
        st.just(""),
        parameters,
    ),
    st.builds(Noted, st.just("email"), st.sampled_from(["user", "queue"]), names),
    st.builds(lambda value: Noted(SET, parameters={"field": "priority", "value": value}), values),
)


@given(st.lists(entries, max_size=4).map(tuple))
def test_what_is_written_is_read_back(cell: tuple[Noted, ...]) -> None:
    assert read_cell(write_cell(cell)) == cell
