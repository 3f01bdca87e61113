"""The life cycle as a table: every state and verb, and no state without a way on, a turn and a clock."""

import pytest
from django.db import connection

from weibao.advice.policy import api as policy
from weibao.work.tickets import states
from weibao.work.tickets.states import ENDED, GUARD, NEXT, State, Verb

ALLOWED = {
    State.PENDING_DISPATCH: {Verb.ANSWER, Verb.NOT_ACCEPT, Verb.REFER_UP, Verb.DISPATCH, Verb.NOTE},
    State.REFERRED_UP: {Verb.ANSWER, Verb.NOT_ACCEPT, Verb.DISPATCH, Verb.NOTE},
    State.DISPATCHED: {Verb.SIGN, Verb.NOTE},
    State.IN_PROGRESS: {Verb.DISPATCH, Verb.REPORT_PROGRESS, Verb.REPLY, Verb.NOTE},
    State.REPLIED: {Verb.REVIEW, Verb.REDO, Verb.NOTE},
    State.FOLLOW_UP: {Verb.FOLLOW_UP, Verb.REDO, Verb.CLOSE, Verb.NOTE},
    State.CLOSED: {Verb.NOTE},
    State.ANSWERED: {Verb.NOTE},
    State.NOT_ACCEPTED: {Verb.NOTE},
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", Verb)
def test_each_verb_can_be_done_in_the_states_that_the_table_names_and_in_no_other(state: State, verb: Verb):
    assert (states.after(state, verb) is not None) == (verb in ALLOWED[state])


def test_every_state_is_reached_and_every_open_one_leads_to_an_end():
    reached, ends = {states.FIRST}, set(ENDED)
    for _ in State:
        reached |= {after for (state, _), after in NEXT.items() if state in reached}
        ends |= {state for (state, _), after in NEXT.items() if after in ends}

    assert reached == set(State)
    assert ends == set(State)


@pytest.mark.parametrize("name", policy.names())
def test_every_waiting_state_has_its_clock_in_every_profile(name: str):
    profile = policy.load(name)

    assert {state.value for state in State if state not in ENDED} == {each.value for each in policy.WaitingState}
    for state, step in GUARD.items():
        assert profile.waiting(policy.WaitingState(state.value)).clock.value == step


def test_an_ended_ticket_takes_nothing_but_a_note():
    assert {verb for (state, verb) in NEXT if state in ENDED} == {Verb.NOTE}


@pytest.mark.django_db
def test_the_database_knows_exactly_these_states():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'tickets_ticket_known_state'"
        )
        rule = cursor.fetchone()[0]

    assert all(f"'{state.value}'" in rule for state in State)
    assert rule.count("::character varying") in {len(State), len(State) + 1, 2 * len(State)}
