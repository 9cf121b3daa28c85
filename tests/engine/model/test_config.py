from __future__ import annotations

from pathlib import Path

import pytest

from tactful.errors import ConfigError
from tactful.model.config import Config
from tactful.model.taxonomy import Taxonomy


def project(folder: Path, text: str, name: str = "tactful.toml") -> Config:
    (folder / name).write_text(text, "utf-8")
    return Config.discover(folder)


def refusal(folder: Path, text: str, name: str = "tactful.toml") -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        project(folder, text, name)
    return caught.value


def test_defaults(tmp_path: Path) -> None:
    found = project(tmp_path, "")
    assert (found.templates, found.root) == (("templates",), tmp_path)
    assert (found.thresholds.exposure_warn, found.thresholds.exposure_reject, found.thresholds.support_opportunities) == (9, 14, 10)
    assert (found.thresholds.trigger_ttl_minutes, found.thresholds.audience_k, found.unlabelled, found.unknown_age) == (
        60,
        100,
        "enforce",
        "fresh",
    )


def test_the_nearest_configuration_above_counts(tmp_path: Path) -> None:
    project(tmp_path, '[tool.tactful]\nlocale = "sv-SE"\n', "pyproject.toml")
    deep = tmp_path / "templates" / "spring"
    deep.mkdir(parents=True)
    assert Config.discover(deep).root == tmp_path
    (tmp_path / "templates" / "pyproject.toml").write_text("[tool.other]\nx = 1\n", "utf-8")
    assert Config.discover(deep).locale == "sv-SE"
    (tmp_path / "templates" / "tactful.toml").write_text('locale = "fi-FI"\n', "utf-8")
    assert Config.discover(deep).locale == "fi-FI"


def test_two_configurations_in_one_folder_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "tactful.toml").write_text("", "utf-8")
    assert "two configurations" in refusal(tmp_path, "[tool.tactful]\n", "pyproject.toml").message


@pytest.mark.parametrize(
    ("text", "line", "message", "remedy"),
    [
        ('locale = "sv-SE"\ncore_topic = []\n', 2, "core_topic", "core_topics"), ('time_zone = "Europe/Olso"\n', 1, "Europe/Olso", "IANA"), ('locale = "xx-YY"\n', 1, "xx-YY", ""),
        ("[thresholds]\nexposure_wran = 3\n", 2, "thresholds.exposure_wran", "exposure_warn"), ("[thresholds]\nexposure_reject = nan\n", 2, "finite", "shadow"),
        ("[thresholds]\nexposure_reject = inf\n", 2, "finite", ""), ("[thresholds]\nexposure_warn = -1\n", 2, "exposure_warn", ""),
        ("[thresholds]\ntrigger_ttl_minutes = inf\n", 2, "thresholds.trigger_ttl_minutes", ""), ("[thresholds]\naudience_k = 0\n", 2, "audience_k", ""),
        ('unlabelled = "shade"\n', 1, "unlabelled", "'shadow'"), ('inliner = "css_inline"\n', 1, "inliner", "'css-inline'"), ('unknown_age = "old"\n', 1, "unknown_age", ""),
        ('[rules.EXP201]\nmode = "shadw"\n', 2, "rules.EXP201.mode", "'shadow'"), ("[limits]\niterations = 0\n", 2, "iterations", ""), ("[limits]\niterations = true\n", 2, "iterations", ""),
        ('[coarsen.brnd]\nx = "y"\n', 1, "coarsen.brnd", "brand"), ('[taxonomy]\n"a.b" = {choice = 1}\n', 2, "choice", ""), ('templates = "x"\n', 1, "templates", ""),
    ],
)  # fmt: skip
def test_wrong_settings_have_a_line(tmp_path: Path, text: str, line: int, message: str, remedy: str) -> None:
    error = refusal(tmp_path, text)
    assert message in error.message
    assert remedy in (error.remedy or "")
    assert (error.file, error.line) == (str(tmp_path / "tactful.toml"), line)


def test_lines_in_pyproject_are_those_of_our_table(tmp_path: Path) -> None:
    text = '[tool.other]\nlocale = 3\ntime_zone = "x"\n[tool.tactful]\nlocale = 3\n'
    assert refusal(tmp_path, text, "pyproject.toml").line == 5
    assert refusal(tmp_path, text.replace("locale = 3\n", "", 2) + 'time_zone = "x"\n', "pyproject.toml").line == 4


def test_a_lower_threshold_alone_is_fine() -> None:
    assert Config.from_mapping({"thresholds": {"exposure_reject": 5}}).thresholds.exposure_reject == 5


def test_rules_and_limits(tmp_path: Path) -> None:
    found = project(tmp_path, '[rules]\nEXP201 = { mode = "shadow", severity = "warning" }\n[limits]\nshape_cache = 7\n')
    assert (found.rules["EXP201"].mode, found.rules["EXP201"].severity, found.limits.shape_cache) == ("shadow", "warning", 7)


def test_topics_inline_and_in_files(tmp_path: Path) -> None:
    (tmp_path / "topics.toml").write_text('[opera]\nchoice = true\nmembers = ["ballet"]\n', "utf-8")
    found = project(tmp_path, 'taxonomy_files = ["topics.toml"]\n[taxonomy]\n"opera.concert" = { sensitivity = "lifestyle" }\n')
    taxonomy = found.taxonomy_over(Taxonomy.load())
    assert taxonomy.family("opera.concert") == "opera"
    assert taxonomy.known("opera.ballet")
    assert taxonomy.known("travel.leisure.ski")
    assert taxonomy.sensitivity("opera.concert") == "lifestyle"
    assert refusal(tmp_path, 'taxonomy_files = ["absent.toml"]\n').file == str(tmp_path / "absent.toml")


def test_a_configuration_in_memory_reads_nothing() -> None:
    found = Config.from_mapping({"taxonomy_files": ["absent.toml"]})
    assert (found.templates, found.schemas, dict(found.taxonomy)) == ((), (), {})


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "tactful.toml").write_bytes(b"\xef\xbb\xbf")
    with pytest.raises(ConfigError, match="byte order mark"):
        Config.discover(tmp_path)
