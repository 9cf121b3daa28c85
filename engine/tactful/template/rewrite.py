"""What is done to a parsed template before code is generated: refusals, and rewrites that keep the output but leave more holes open."""

from __future__ import annotations

from typing import cast

from jinja2 import nodes
from jinja2.visitor import NodeTransformer
from markupsafe import escape

from tactful.template.numbering import offset_of
from tactful.template.source import Source

_ESCAPES = frozenset({"e", "escape", "forceescape"})
_REFUSED_FILTERS = {
    "xmlattr": "it makes attributes out of data",
    "urlize": "it makes markup out of data",
    "random": "the same context must give the same email",
    "safe": "it lets a value become structure",
}
_REFUSED_NAMES = {"lipsum": "it is random; the same context must give the same email"}


class Rewriter(NodeTransformer):
    """Rewrites one tree. Raises TemplateError for what a message may not do."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def refuse(self, message: str, node: nodes.Node, remedy: str) -> None:
        raise self.source.error(message, offset_of(node), remedy=remedy)

    def visit_Output(self, node: nodes.Output) -> nodes.Node | list[nodes.Node]:
        node = cast(nodes.Output, self.generic_visit(node))
        statements: list[nodes.Node] = []
        run: list[nodes.Expr] = []

        def close() -> None:
            if run:
                statements.append(nodes.Output(list(run), lineno=run[0].lineno))
                run.clear()

        for child in node.nodes:
            for part in _parts(child):
                if isinstance(part, nodes.CondExpr):
                    close()
                    statements.append(_branches(part))
                elif isinstance(part, nodes.Const):
                    if part.value is not None and part.value != "":
                        run.append(nodes.TemplateData(str(escape(part.value)), lineno=part.lineno))
                else:
                    run.append(part)
        close()
        return statements

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:
        node = cast(nodes.Filter, self.generic_visit(node))
        if node.name in _ESCAPES and node.node is not None:
            # Every value is escaped where it lands, once; escaping earlier would make structure of it.
            return node.node
        if node.name == "safe" and isinstance(node.node, nodes.Const):
            return nodes.TemplateData(str(node.node.value), lineno=node.lineno)
        if node.name in _REFUSED_FILTERS:
            self.refuse(
                f"the filter {node.name!r} cannot be used on a value: {_REFUSED_FILTERS[node.name]}",
                node,
                "print the value itself (it is escaped where it lands), and write markup in the template",
            )
        return node

    def visit_Name(self, node: nodes.Name) -> nodes.Node:
        if node.ctx == "load" and node.name in _REFUSED_NAMES:
            self.refuse(f"{node.name!r} cannot be used: {_REFUSED_NAMES[node.name]}", node, "write the text in the template")
        return node

    def visit_ScopedEvalContextModifier(self, node: nodes.ScopedEvalContextModifier) -> nodes.Node:
        self.refuse("autoescape cannot be switched", node, "remove the autoescape block: every value is escaped where it lands")
        return node

    def visit_EvalContextModifier(self, node: nodes.EvalContextModifier) -> nodes.Node:
        return self.visit_ScopedEvalContextModifier(node)  # type: ignore[arg-type]


def _parts(node: nodes.Expr) -> list[nodes.Expr]:
    """``{{ a ~ b }}`` prints a, then b."""
    return [part for operand in node.nodes for part in _parts(operand)] if isinstance(node, nodes.Concat) else [node]


def _branches(node: nodes.CondExpr) -> nodes.If:
    """``{{ a if c else b }}`` is ``{% if c %}{{ a }}{% else %}{{ b }}{% endif %}``."""

    def body(expr: nodes.Expr | None) -> list[nodes.Node]:
        out: list[nodes.Node] = []
        for part in _parts(expr) if expr is not None else []:
            if isinstance(part, nodes.CondExpr):
                out.append(_branches(part))
            elif isinstance(part, nodes.Const):
                if part.value is not None and part.value != "":
                    out.append(nodes.Output([nodes.TemplateData(str(escape(part.value)), lineno=part.lineno)], lineno=part.lineno))
            else:
                out.append(nodes.Output([part], lineno=part.lineno))
        return out

    return nodes.If(node.test, body(node.expr1), [], body(node.expr2), lineno=node.lineno)
