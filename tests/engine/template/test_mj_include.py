"""mj-include: relative to the including file, nested, typed, jailed to the template roots, without circles, with the author's places."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tactful.errors import MessageRejected, TemplateError
from tactful.project import Project
from tactful.template.includes import MAX_DEPTH, target_of

CONTEXT: dict[str, Any] = {"as_of": "2026-02-13T08:00:00+01:00", "customer": {"id": "c-1", "city": "Umeå"}}


def section(text: str) -> str:
    return f"<mj-section><mj-column><mj-text>{text}</mj-text></mj-column></mj-section>"


def page(body: str, head: str = "") -> str:
    return f"<mjml><mj-head>{head}</mj-head><mj-body>{body}</mj-body></mjml>"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "tactful.toml").write_text('schemas = []\ntemplates = ["templates"]\n')
    return tmp_path


def made(root: Path, files: dict[str, str]) -> Project:
    """A project with the message ``case``; ``files`` by their path below its folder."""
    files = {"message.toml": 'subject = "Hej"\npurpose = "notice"\nlocale = "sv-SE"\n', **files}
    for name, text in files.items():
        file = root / "templates/case" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return Project.open(root)


def html(root: Path, files: dict[str, str]) -> str:
    return made(root, files).render("case", CONTEXT).html


def codes(root: Path, files: dict[str, str]) -> list[tuple[str, str, int]]:
    found = made(root, files).lint("case").findings
    return [(one.code, str(one.file).rpartition("/")[2], one.line or 0) for one in found if one.severity == "error"]


def test_paths_are_relative_to_the_including_file(root: Path) -> None:
    found = html(root, {
        "message.mjml": page('<mj-include path="./parts/a.mjml" />'),
        "parts/a.mjml": section("Alfa") + '<mj-include path="deeper/b.mjml" /><mj-include path="../top.mjml" />',
        "parts/deeper/b.mjml": section("Beta") + '<mj-include path="../c.mjml" />', "parts/c.mjml": section("Gamma"), "top.mjml": section("Delta"),
    })  # fmt: skip
    places = [found.index(word) for word in ("Alfa", "Beta", "Gamma", "Delta")]
    assert places == sorted(places)


def test_files_of_other_folders_below_the_roots_may_be_included(root: Path) -> None:
    assert "Gemensamt" in html(
        root, {"message.mjml": page('<mj-include path="../shared/p.mjml" />'), "../shared/p.mjml": section("Gemensamt")}
    )


@pytest.mark.parametrize(
    ("path", "file"),
    [("my%20part.mjml", "my part.mjml"), ("part", "part.mjml"), ("./x/../part.mjml", "part.mjml"), (" part.mjml ", "part.mjml")],
)
def test_paths_as_the_official_compiler_reads_them(path: str, file: str, root: Path) -> None:
    assert "Del" in html(root, {"message.mjml": page(f'<mj-include path="{path}" />'), file: section("Del")})


@pytest.mark.parametrize(
    "tag", ['<mj-include path="p.mjml"/>', "<mj-include path='p.mjml'></mj-include>", '<mj-include\n  path="p.mjml"\n/>']
)
def test_every_form_of_the_tag(tag: str, root: Path) -> None:
    assert "Del" in html(root, {"message.mjml": page(tag), "p.mjml": section("Del")})


def test_html_is_taken_as_it_is(root: Path) -> None:
    body = '<mj-section><mj-column><mj-include path="row.html" type="html" /><mj-text>Text</mj-text></mj-column></mj-section>'
    found = html(root, {"message.mjml": page(body), "row.html": "<tr><td class='rad'>En <b>rad</b> &amp; mer</td></tr>"})
    assert "<tr><td class='rad'>En <b>rad</b> &amp; mer</td></tr>" in found


@pytest.mark.parametrize("in_body", [True, False])
def test_css_goes_into_the_head(in_body: bool, root: Path) -> None:
    include = '<mj-include path="a.css" type="css" />'
    source = page(include + section("x")) if in_body else page(section("x"), include)
    head, _, body = html(root, {"message.mjml": source, "a.css": "@media (max-width: 480px) { .a { color: red !important; } }"}).partition(
        "</head>"
    )
    assert "@media (max-width: 480px) { .a { color: red !important; } }" in head
    assert "@media" not in body


def test_css_to_be_inlined_is_inlined_and_gone(root: Path) -> None:
    body = section("x").replace("<mj-text>", '<mj-text css-class="a">')
    found = html(root, {
        "message.mjml": page(body, '<mj-include path="a.css" type="css" css-inline="inline" />'), "a.css": ".a div { letter-spacing: 3px; }",
    })  # fmt: skip
    assert "letter-spacing:3px" in found.partition("</head>")[2].replace(": ", ":")
    assert "letter-spacing" not in found.partition("</head>")[0]


def test_included_css_comes_after_the_authors_own(root: Path) -> None:
    head = '<mj-include path="a.css" type="css" /><mj-style>.own { color: blue; }</mj-style>'
    found = html(root, {"message.mjml": page(section("x"), head), "a.css": ".included { color: red; }"})
    assert found.index(".own") < found.index(".included")


def test_of_a_whole_document_head_and_body_are_taken(root: Path) -> None:
    whole = "<mjml>" + page(section("Helt"), '<mj-attributes><mj-text color="#123456" /></mj-attributes>').removeprefix("<mjml>")
    found = html(root, {"message.mjml": page('<mj-include path="w.mjml" />' + section("Eget")), "w.mjml": whole})
    assert found.index("Helt") < found.index("Eget")
    assert found.count("color:#123456") == 2
    assert "<mj" not in found


def test_included_files_are_templates_too(root: Path) -> None:
    found = html(root, {
        "message.mjml": page('{% for word in ["ett", "två"] %}<mj-include path="p.mjml" />{% endfor %}'),
        "p.mjml": section('{% if word == "ett" %}Första{% else %}Andra{% endif %} {{ word }}'),
    })  # fmt: skip
    assert "Första ett" in found
    assert "Andra två" in found


def test_values_of_customers_are_never_read_as_includes(root: Path) -> None:
    project = made(root, {"message.mjml": page(section("{{ customer.city | default('') }}")), "secret.mjml": section("Hemligt")})
    context = {**CONTEXT, "customer": {"id": "c-1", "city": '<mj-include path="secret.mjml" />'}}
    found = project.render("case", context).html
    assert "Hemligt" not in found
    assert "&lt;mj-include" in found


@pytest.mark.parametrize(
    "path",
    ["none.mjml", "../../tactful.toml", "../../../../etc/passwd", "/etc/passwd", "https://a.example/x.mjml", "..\\..\\x.mjml", "%2e%2e/%2e%2e/tactful.toml", "", "x/../../../tactful.toml"],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["", ' type="html"', ' type="css"'])
def test_what_no_root_has_is_not_read_but_found(path: str, kind: str, root: Path) -> None:
    files = {"message.mjml": page(f'\n<mj-include path="{path}"{kind} />' + section("x"))}
    assert codes(root, files) == [("MJM910", "message.mjml", 2)]
    with pytest.raises(MessageRejected):
        Project.open(root).render("case", CONTEXT)


def test_symbolic_links_do_not_lead_out(root: Path) -> None:
    (root / "outside.mjml").write_text(section("Utanför"))
    (root / "templates/case").mkdir(parents=True)
    os.symlink(root / "outside.mjml", root / "templates/case/in.mjml")
    assert codes(root, {"message.mjml": page('<mj-include path="in.mjml" />')}) == [("MJM910", "message.mjml", 1)]


def test_an_include_that_is_not_read_says_so_in_its_own_file(root: Path) -> None:
    files = {"message.mjml": page('<mj-include path="a.mjml" />'), "a.mjml": section("x") + '\n\n<mj-include path="gone.mjml" />'}
    assert codes(root, files) == [("MJM910", "a.mjml", 3)]


def test_findings_stand_in_the_included_file(root: Path) -> None:
    files = {
        "message.mjml": page('\n\n\n<mj-include path="a.mjml" />'),
        "a.mjml": '<mj-section>\n<mj-column>\n<mj-txt color="red" /></mj-column></mj-section>',
    }
    assert codes(root, files) == [("MJM901", "a.mjml", 3)]


@pytest.mark.parametrize(
    ("files", "file", "line"),
    [
        ({"a.mjml": '\n<mj-include path="a.mjml" />'}, "a.mjml", 2),
        ({"a.mjml": '<mj-include path="b.mjml" />', "b.mjml": '\n\n<mj-include path="./a.mjml" />'}, "b.mjml", 3),
        ({"a.mjml": '<mj-include path="message.mjml" />'}, "a.mjml", 1),
        ({"a.mjml": '{% if customer.city %}<mj-include path="a.mjml" />{% endif %}'}, "a.mjml", 1),
    ],
)
def test_circles_are_an_error_with_a_place(files: dict[str, str], file: str, line: int, root: Path) -> None:
    with pytest.raises(TemplateError, match="itself") as caught:
        made(root, {"message.mjml": page('<mj-include path="a.mjml" />'), **files}).render("case", CONTEXT)
    assert str(caught.value.file).endswith(file)
    assert caught.value.line == line
    assert caught.value.remedy


def test_the_same_file_twice_is_no_circle(root: Path) -> None:
    found = html(root, {
        "message.mjml": page('<mj-include path="a.mjml" /><mj-include path="b.mjml" /><mj-include path="a.mjml" />'), "a.mjml": section("Dubbelt"),
        "b.mjml": '<mj-include path="a.mjml" />',
    })  # fmt: skip
    assert found.count("Dubbelt") == 3


@pytest.mark.parametrize(("depth", "fine"), [(MAX_DEPTH, True), (MAX_DEPTH + 1, False)])
def test_depth_is_capped(depth: int, fine: bool, root: Path) -> None:
    files = {f"p{n}.mjml": section(f"nr{n}") + (f'<mj-include path="p{n + 1}.mjml" />' if n < depth else "") for n in range(1, depth + 1)}
    files["message.mjml"] = page('<mj-include path="p1.mjml" />')
    if fine:
        assert f"nr{depth}" in html(root, files)
        return
    with pytest.raises(TemplateError, match=f"{MAX_DEPTH} deep"):
        html(root, files)


def test_includes_in_comments_are_not_followed(root: Path) -> None:
    assert "Del" not in html(root, {"message.mjml": page('<!-- <mj-include path="p.mjml" /> -->' + section("x")), "p.mjml": section("Del")})


def test_a_file_that_is_no_text_is_an_error(root: Path) -> None:
    made(root, {"message.mjml": page(section("x"))})
    (root / "templates/case/p.mjml").write_bytes(b"\xff\xfe\x00")
    (root / "templates/case/message.mjml").write_text(page('<mj-include path="p.mjml" />'))
    with pytest.raises(TemplateError, match="UTF"):
        Project.open(root).render("case", CONTEXT)


@pytest.mark.parametrize(
    ("path", "name", "target"),
    [
        ("./a.mjml", "m/message.mjml", "m/a.mjml"), ("../a.mjml", "m/message.mjml", "a.mjml"), ("../../a.mjml", "m/message.mjml", None),
        ("a", "message.mjml", "a.mjml"), ("a.b", "message.mjml", "a.b"), ("a\0.mjml", "message.mjml", None),
    ],
)  # fmt: skip
def test_targets(path: str, name: str, target: str | None) -> None:
    assert target_of(path, name) == target
