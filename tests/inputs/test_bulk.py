"""The garbage collector waits during a load, and is afterwards as it was."""

import gc
from collections.abc import Iterator

import pytest

from policykit.inputs.bulk import collection_paused


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


def test_collection_is_paused_and_goes_on() -> None:
    with collection_paused():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_collection_goes_on_after_an_error() -> None:
    with pytest.raises(KeyError), collection_paused():
        raise KeyError
    assert gc.isenabled()


def test_collection_that_somebody_else_paused_stays_paused() -> None:
    gc.disable()
    with collection_paused():
        pass
    assert not gc.isenabled()


def test_pauses_nest() -> None:
    with collection_paused():
        with collection_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_what_is_there_afterwards_is_not_looked_through() -> None:
    gc.collect()
    with collection_paused():
        kept = [[index] for index in range(10_000)]
    assert gc.get_count()[0] < 10_000
    assert any(each is kept for each in gc.get_objects(generation=2))


def test_frozen_objects_of_others_stay_frozen() -> None:
    gc.freeze()
    frozen = gc.get_freeze_count()
    with collection_paused():
        pass
    assert gc.get_freeze_count() >= frozen > 0
