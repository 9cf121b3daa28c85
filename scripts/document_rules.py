"""Write docs/rules from the rules themselves; with ``--check``, fail where the committed pages differ."""

from __future__ import annotations

import sys
from pathlib import Path

from tactful.lint.catalogue import every_rule, index, markdown

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "rules"


def pages() -> dict[str, str]:
    rules = every_rule()
    return {"index.md": index(rules), **{f"{rule.code}.md": markdown(rule) for rule in rules}}


def main() -> int:
    wanted = pages()
    present = {file.name: file.read_text("utf-8") for file in FOLDER.glob("*.md")}
    if "--check" in sys.argv:
        stale = sorted(name for name in {*wanted, *present} if wanted.get(name) != present.get(name))
        if stale:
            print(f"docs/rules is stale ({', '.join(stale)}): run `make docs` and commit the result", file=sys.stderr)
        return int(bool(stale))
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in present.keys() - wanted.keys():
        (FOLDER / name).unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
