"""A project's own words: topics, attributes and cues as files beside its configuration, refused with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tactful import Project
from tactful.errors import ConfigError
from tactful_rules.copy import read
from tactful_rules.shared.topics import plain_topics

_MESSAGE = """<mjml><mj-body><mj-section><mj-column><mj-text>{copy}</mj-text>
<mj-text>Lamp Ltd, 1 High Street, Leeds. <a href="{{{{ unsubscribe_url }}}}">Unsubscribe</a></mj-text></mj-column></mj-section></mj-body></mjml>"""
_SCHEMA = '{"properties": {"unsubscribe_url": {"type": "string"}}, "required": ["unsubscribe_url"]}'


def _project(root: Path, files: dict[str, str], *, lang: str = "sv-SE", copy: str = "Hej", settings: str = "") -> Project:
    every = {
        "tactful.toml": f'lexicon = ["lexicon/"]\nschemas = ["schema.json"]\n{settings}', "schema.json": _SCHEMA,
        "templates/letter/message.toml": f'subject = "Hej"\nlocale = "{lang}"\nbroadcast = true\n',
        "templates/letter/message.mjml": _MESSAGE.format(copy=copy),
        **{f"lexicon/{name}": text for name, text in files.items()},
    }  # fmt: skip
    for name, text in every.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return Project.open(root)


def test_topics_are_learnt(tmp_path: Path) -> None:
    project = _project(tmp_path, {"topics/sv.toml": '[topics]\n"travel.leisure.ski" = "flimbrinka"\n[exceptions]\nwords = "liftkort"\n'})
    lang = project.template("letter").lang
    assert {topic for topic, *_ in plain_topics("Åk i flimbrinkorna", lang)} == {"travel.leisure.ski"}
    assert not plain_topics("Åk i flimbrinkorna", "sv")
    assert not plain_topics("Nya liftkort", lang)
    assert plain_topics("Nya liftkort", "sv")


def test_a_projects_own_topics_have_words(tmp_path: Path) -> None:
    settings = '[taxonomy]\n"retail.lamps" = {}\n'
    project = _project(tmp_path, {"topics/sv.toml": '[topics]\n"retail.lamps" = "blinklykta"\n'}, settings=settings)
    assert {topic for topic, *_ in plain_topics("Blinklyktor", project.template("letter").lang)} == {"retail.lamps"}


def test_attributes_and_cues_reach_the_rules(tmp_path: Path) -> None:
    files = {
        "attributes/sv.toml": '[condition]\n"health" = "flimsjuka"\n',
        "cues/sv/sensitive.toml": '[attribute]\npatterns = ["[[snällaste]] <youn> med <condition>"]\n',  # a class of the packaged file
    }
    for copy, reported in (("Har du flimsjuka?", True), ("Snällaste du med flimsjuka", True), ("Om flimsjuka i dag", False)):
        report = _project(tmp_path, files, copy=copy).lint("letter")
        assert ("SEN303" in report.codes) is reported, copy


def test_other_projects_know_nothing_of_them(tmp_path: Path) -> None:
    _project(tmp_path / "one", {"attributes/sv.toml": '[condition]\n"health" = "flimsjuka"\n'})
    other = _project(tmp_path / "two", {"topics/sv.toml": '[topics]\n"travel.rail" = "dressin"\n'})
    lang = other.template("letter").lang
    assert lang.startswith("sv-x-")
    assert not read("Har du flimsjuka?", lang).of("attribute")
    assert read("Har du diabetes?", lang).of("attribute")


@pytest.mark.parametrize(
    ("file", "text", "line", "says"),
    [
        ("topics/sv.toml", '[topics]\n"travel.leisure.sky" = "x"\n', 2, "unknown topic"),
        ("topics/sv.toml", '[topics]\n\n"travel.rail" = "t&g"\n', 3, "cannot read the term"),
        ("topics/sv.toml", "[topics\n", None, "not TOML"),
        ("topics/se.toml", '[topics]\n"travel.rail" = "tåg"\n', None, "not read in the language"),
        ("attributes/sv.toml", '[persons]\n"age" = "x"\n', 1, "unknown table"),
        ("attributes/sv.toml", '[person]\n"ages" = "x"\n', 2, "unknown topic"),
        ("cues/sv/sensitive.toml", '[attribute]\npatterns = [\n  "har du x",\n]\n', 3, "no trigger"),
        ("cues/sv/sensitive.toml", '[attribute]\npatterns = [\n  "[[har]] (du",\n]\n', 3, "cannot read the pattern"),
        ("cues/sv/sensitiv.toml", "[attribute]\npatterns = []\n", None, "no family of cues"),
        ("words/sv.toml", "", None, "not a lexicon file"),
    ],
)
def test_mistakes_stop_the_run_with_their_place(tmp_path: Path, file: str, text: str, line: int | None, says: str) -> None:
    with pytest.raises(ConfigError, match=says) as caught:
        _project(tmp_path, {file: text})
    assert caught.value.file == f"lexicon/{file}"
    assert caught.value.line == line


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no lexicon folder"):
        _project(tmp_path, {})
