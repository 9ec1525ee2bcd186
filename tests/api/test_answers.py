"""Shapes of answers, as the description of the API names them."""

from collections import Counter

import msgspec
from django.urls import get_resolver


def shapes(kind: type[msgspec.Struct]) -> list[type[msgspec.Struct]]:
    return [each for below in kind.__subclasses__() for each in (below, *shapes(below))]


def test_no_two_answers_share_a_name_by_which_the_description_knows_them() -> None:
    assert get_resolver().url_patterns  # every view is imported, and with it every answer
    answers = {each for each in shapes(msgspec.Struct) if ".api." in each.__module__}
    named = Counter(each.__name__ for each in answers)

    assert len(answers) > 50
    assert [name for name, times in named.items() if times > 1] == []
