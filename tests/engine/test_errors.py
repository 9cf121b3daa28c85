import pytest

from tactful import ConfigError, TactfulError, errors


def test_place_and_remedy_stand_in_the_text() -> None:
    error = ConfigError("unknown key 'colour'", remedy="did you mean 'color'?", file="tactful.toml", line=3, column=1)
    assert str(error) == "tactful.toml:3:1: unknown key 'colour'\n  remedy: did you mean 'color'?"


def test_a_place_may_be_partial_or_missing() -> None:
    assert ConfigError("broken", file="a.toml").place == "a.toml"
    assert str(ConfigError("broken")) == "broken"


@pytest.mark.parametrize("name", ["ConfigError", "TemplateError", "ContextError", "StageError", "MessageRejected"])
def test_one_tree_drawn_at_the_top_of_its_module(name: str) -> None:
    assert issubclass(getattr(errors, name), TactfulError)
    assert errors.__doc__ is not None
    assert name in errors.__doc__
