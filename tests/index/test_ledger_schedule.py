"""When we come back, and what order the queue has."""

from __future__ import annotations

from datetime import timedelta

import pytest

from index.ledger import schedule
from tests.index.newsdesk import DAY, HOUR, MINUTE, NOON


@pytest.mark.parametrize(
    ("interval", "failures", "retry_after", "wait"),
    [
        (30 * MINUTE, 0, None, 30 * MINUTE),
        (30 * MINUTE, 1, None, 30 * MINUTE),
        (30 * MINUTE, 4, None, 2 * HOUR),
        (30 * MINUTE, 1000, None, DAY),
        (2 * DAY, 3, None, 2 * DAY),
        (30 * MINUTE, 0, 2 * HOUR, 2 * HOUR),
        (30 * MINUTE, 8, HOUR, 4 * HOUR),
        (30 * MINUTE, 1, 88 * HOUR, DAY),
        (30 * MINUTE, 0, timedelta(0), 30 * MINUTE),
    ],
)
def test_polls_back_off_in_a_straight_line(
    interval: timedelta, failures: int, retry_after: timedelta | None, wait: timedelta
) -> None:
    assert schedule.next_poll(NOON, interval, failures, retry_after) == NOON + wait


def test_a_late_visit_stands_for_those_it_missed() -> None:
    assert schedule.next_visit(NOON, NOON + 25 * HOUR, candidate=True) == NOON + 7 * DAY
    assert schedule.next_visit(NOON, NOON + 8 * DAY, candidate=True) is None
    assert schedule.next_visit(NOON, NOON + DAY, candidate=False) is None


def test_an_attempt_is_never_more_than_a_day_away() -> None:
    assert schedule.next_attempt(NOON, NOON + HOUR) == NOON + HOUR
    assert schedule.next_attempt(NOON, NOON + 90 * DAY) == NOON + DAY


def test_priority_halves_in_three_days_and_keeps_its_order() -> None:
    rank = schedule.queue_rank(0.8, NOON, NOON)
    assert schedule.priority(rank, NOON) == pytest.approx(0.8)
    assert schedule.priority(rank, NOON + 3 * DAY) == pytest.approx(0.4)
    assert rank > schedule.queue_rank(0.79, NOON, NOON) > schedule.queue_rank(0.0, NOON, NOON)
