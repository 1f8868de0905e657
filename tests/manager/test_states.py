import itertools
import re
from pathlib import Path

import pytest

from tfserve.core.state import ManagerState
from tfserve.manager.states import (
    FINAL_STATES,
    TRANSITIONS,
    HarnessState,
    IllegalTransition,
    diagram,
    manager_state,
    move,
)

S = HarnessState
LIFE = [
    S.NEW,
    S.LOAD_REQUESTED,
    S.LOAD_APPROVED,
    S.LOADING,
    S.READY,
    S.UNLOAD_REQUESTED,
    S.QUIESCING,
    S.QUIESCED,
    S.UNLOADING,
    S.DISABLED,
]
LEGAL = {*itertools.pairwise(LIFE), *((state, S.ERROR) for state in LIFE[:-1])}


@pytest.mark.parametrize(("old", "new"), list(itertools.product(S, S)))
def test_every_pair_of_states_is_a_legal_move_or_refused(old, new):
    if (old, new) in LEGAL:
        assert move(old, new) is new
    else:
        with pytest.raises(IllegalTransition, match=f"from {old.value} to {new.value}"):
            move(old, new)


def test_there_are_eleven_states_and_each_has_its_row():
    assert len(S) == 11
    assert set(TRANSITIONS) == set(S)
    assert {S.DISABLED, S.ERROR} == FINAL_STATES


@pytest.mark.parametrize(
    ("public", "internal"),
    [
        (ManagerState.START, [S.NEW, S.LOAD_REQUESTED]),
        (ManagerState.LOADING, [S.LOAD_APPROVED, S.LOADING]),
        (ManagerState.AVAILABLE, [S.READY, S.UNLOAD_REQUESTED]),
        (ManagerState.UNLOADING, [S.QUIESCING, S.QUIESCED, S.UNLOADING]),
        (ManagerState.END, [S.DISABLED, S.ERROR]),
    ],
)
def test_each_public_state_shows_these_internal_ones(public, internal):
    assert [state for state in S if manager_state(state) is public] == internal


def test_public_states_never_go_back():
    for old, following in TRANSITIONS.items():
        for new in following:
            assert manager_state(old) <= manager_state(new)


def test_the_documented_diagram_is_the_table():
    text = (Path(__file__).parents[2] / "docs" / "states.md").read_text()
    documented = re.search(r"```mermaid\n(.*?)```", text, re.DOTALL)
    assert documented is not None
    # To renew it: python -c "from tfserve.manager.states import diagram; print(diagram())"
    assert documented[1] == diagram()
