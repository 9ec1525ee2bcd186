"""What the last thirty days say about clocks that are open now."""

import pytest

from milestones.engine.evaluate import evaluate_due
from milestones.models import Queue
from milestones.selectors.board.past import Ended, OnTime, chances_of_missing, ended, on_time, on_time_in
from tests.milestones.promised import Desk, at, first_response, promise


def test_a_chance_is_the_share_that_missed_among_clocks_still_open_with_as_little_left() -> None:
    past = [
        Ended("resolution", False, 5, 60),  # met with five full hours left
        Ended("resolution", False, 0, 30),  # met in the last hour
        Ended("resolution", True, 0, 10),
    ]

    chances = chances_of_missing(past)["resolution"]

    assert chances[0] == 0.25  # in the last hour 30 + 10 were open still, 10 missed
    assert chances[4] == 0.25
    assert chances[5] == 0.1  # with six hours left all hundred were


def test_few_clocks_of_a_type_say_nothing_and_all_together_are_asked() -> None:
    past = [Ended("rare", True, 0, 3), Ended("usual", False, 2, 97)]

    chances = chances_of_missing(past)

    assert "rare" not in chances
    assert chances["usual"][0] == 0.0
    assert chances[""][2] == 0.03


def test_without_a_past_nothing_is_said() -> None:
    assert chances_of_missing([]) == {}
    assert on_time([]).share is None


@pytest.mark.django_db
def test_open_clocks_past_their_target_count_as_missed() -> None:
    promise(first_response(60))
    Queue.objects.create(name="First line", key="first-line")
    second = Queue.objects.create(name="Second line", key="second-line")
    for number, (queue, replied) in enumerate(
        [("first-line", "09:20"), ("first-line", "10:20"), ("second-line", None), ("second-line", "09:50")]
    ):
        desk = Desk(external_id=f"CS-{number}")
        desk.opens("09:00", queue=queue)
        if replied is not None:
            desk.says(replied, "public_reply_sent")
    evaluate_due(at("10:30"))

    past = ended(at("11:00"))

    assert on_time(past) == OnTime(2, 4)
    assert on_time_in([second.pk], at("11:00")) == OnTime(1, 2)
    assert on_time_in([second.pk], at("11:00")).share == 0.5
