"""What is made quickly is what ``dataclasses`` makes."""

from __future__ import annotations

import copy
import inspect
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from tactful.model.quick import quick


@dataclass(frozen=True, slots=True)
class Slow:
    name: str
    size: int = 3
    kept: tuple[int, ...] = ()
    found: list[int] = field(default_factory=list, compare=False)


@quick
@dataclass(frozen=True, slots=True)
class Slotted:
    name: str
    size: int = 3
    kept: tuple[int, ...] = ()
    found: list[int] = field(default_factory=list, compare=False)


@quick
@dataclass(frozen=True)
class Open:
    name: str
    size: int = 3
    kept: tuple[int, ...] = ()
    found: list[int] = field(default_factory=list, compare=False)


@pytest.mark.parametrize("kind", [Slotted, Open])
def test_it_is_the_same_class_with_another_way_to_be_made(kind: type[Slotted]) -> None:
    one, other = kind("a", kept=(1,)), Slow("a", kept=(1,))
    assert type(one) is kind
    assert repr(one) == repr(other).replace("Slow", kind.__name__)
    assert (one.name, one.size, one.kept, one.found) == ("a", 3, (1,), [])
    assert one == kind("a", 3, (1,), [2]) != kind("b", kept=(1,))
    assert hash(one) == hash(kind("a", 3, (1,)))
    assert one.found is not kind("a").found
    assert replace(one, size=4) == kind("a", 4, (1,))
    assert copy.deepcopy(one) == one == pickle.loads(pickle.dumps(one))
    assert list(inspect.signature(kind).parameters) == list(inspect.signature(Slow).parameters)


@pytest.mark.parametrize("kind", [Slotted, Open])
def test_it_stays_frozen(kind: type[Slotted]) -> None:
    one = kind("a")
    with pytest.raises(FrozenInstanceError):
        one.name = "b"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del one.size


@pytest.mark.parametrize("kind", [Slotted, Open])
def test_wrong_arguments_are_refused(kind: type[Slotted]) -> None:
    with pytest.raises(TypeError, match="name"):
        kind()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="colour"):
        kind("a", colour=1)  # type: ignore[call-arg]
