"""A board's question, from its address and back."""

from django.http import QueryDict

from milestones.selectors.board.question import BoardQuestion, read_question


def asked(query: str) -> BoardQuestion:
    given = QueryDict(query)
    return read_question({name: given.getlist(name) for name in given})


def test_an_empty_address_asks_for_all_teams() -> None:
    assert asked("") == BoardQuestion()
    assert BoardQuestion().address("/board/") == "/board/"


def test_scope_group_and_filters_are_read() -> None:
    found = asked("team=3&by=queue&priority=P1&priority=P2&state=violated&state=due&account=7&owner=nobody")

    assert found == BoardQuestion(
        team=3, by="queue", priority=("P1", "P2"), state=("violated", "due"), account=(7,), owner=("nobody",)
    )
    assert asked(found.address("/board/").partition("?")[2]) == found


def test_what_cannot_be_is_left_out_and_asks_nothing() -> None:
    nonsense = "team=x&by=colour&state=angry&account=-1&account=9e9&priority=%00&tier=&owner=+&unknown=1"

    assert asked(nonsense) == BoardQuestion()


def test_values_are_bounded() -> None:
    many = "&".join(f"priority=P{number}" for number in range(500))

    assert len(asked(many).priority) == 50
    assert asked(f"tier={'x' * 201}") == BoardQuestion()
    assert asked(f"team={2**63}") == BoardQuestion()


def test_one_value_of_a_filter_can_be_taken_away() -> None:
    question = BoardQuestion(priority=("P1", "P2"), account=(7,))

    assert question.without("priority", "P1") == BoardQuestion(priority=("P2",), account=(7,))
    assert question.without("account", 7) == BoardQuestion(priority=("P1", "P2"))
