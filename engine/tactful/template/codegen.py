"""Jinja's code generator, taught to leave printed values open.

Where Jinja yields text, this yields tokens (``tokens.py``): a literal is its number, a printed value is appended to the run and
its mark is yielded. The numbers were put on the nodes by ``numbering.py``.
"""

from __future__ import annotations

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, optimizeconst

from tactful.template.numbering import number_of
from tactful.template.tokens import CHUNK, LEAVE_TOKEN, SITE, TURN, enter_token, token

_IMPORT = "from tactful.template.runtime import capture, charge, emit, holes, item, joined, member, plain, slice_of, wrap"


class HoleCodeGenerator(CodeGenerator):
    """Generates the expansion of one source."""

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("h, m = holes()")

    def buffer(self, frame: Frame) -> None:
        super().buffer(frame)
        self.writeline("h, m = holes()")

    def return_buffer_contents(self, frame: Frame, force_unescaped: bool = False) -> None:
        if force_unescaped:  # a macro: the Macro makes a fragment of it
            self.writeline(f"return concat({frame.buffer})")
        else:
            self.writeline(f"return capture('', concat({frame.buffer}))")

    # -- output

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:
        if frame.require_output_check:
            if self.has_known_extends:
                return
            self.writeline("if parent_template is None:")
            self.indent()
        pending: list[str] = []  # what is yielded as one string: literals, and m() for each value that was appended
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                pending.append(_literal(token(CHUNK, number_of(child))) if child.data else "")
                continue
            if not getattr(child, "is_data", False) or child.find(nodes.Call) is not None:  # a call may append values of its own
                self._flush(pending, frame)
            pending.append(_literal(token(SITE, number_of(child))))
            if getattr(child, "is_data", False):
                self.writeline("h(", child)
                self.visit(child, frame)
                self.write(")")
                pending.append("{m()}")
            else:
                self.writeline("t_emit = emit(", child)
                self.visit(child, frame)
                self.write(")")
                self._flush(pending, frame)
                self._yield("t_emit", frame)  # by itself: a fragment in an f-string would become its text
        self._flush(pending, frame)
        if frame.require_output_check:
            self.outdent()

    def _flush(self, pending: list[str], frame: Frame) -> None:
        if any(pending):
            self._yield(f"f'{''.join(pending)}'", frame)
        pending.clear()

    def _yield(self, code: str, frame: Frame) -> None:
        self.writeline(f"yield {code}" if frame.buffer is None else f"{frame.buffer}.append({code})")

    def visit_AssignBlock(self, node: nodes.AssignBlock, frame: Frame) -> None:
        self.push_assign_tracking()
        block_frame = frame.inner()
        block_frame.require_output_check = False
        block_frame.symbols.analyze_node(node)
        self.enter_frame(block_frame)
        self.buffer(block_frame)
        self.blockvisit(node.body, block_frame)
        self.newline(node)
        self.visit(node.target, frame)
        self.write(" = ")
        if node.filter is not None:
            self.visit_Filter(node.filter, block_frame)
        else:
            self.write(f"capture({enter_token(number_of(node))!r}, concat({block_frame.buffer}))")
        self.pop_assign_tracking(frame)
        self.leave_frame(block_frame)

    def visit_FilterBlock(self, node: nodes.FilterBlock, frame: Frame) -> None:
        filter_frame = frame.inner()
        filter_frame.symbols.analyze_node(node)
        self.enter_frame(filter_frame)
        self.buffer(filter_frame)
        self.blockvisit(node.body, filter_frame)
        self._yield(repr(token(SITE, number_of(node))), frame)
        self.writeline("t_emit = emit(", node)
        self.visit_Filter(node.filter, filter_frame)
        self.write(")")
        self._yield("t_emit", frame)
        self.leave_frame(filter_frame)

    def visit_CallBlock(self, node: nodes.CallBlock, frame: Frame) -> None:
        call_frame, macro_ref = self.macro_body(node, frame)
        self.writeline("caller = ")
        self.macro_def(macro_ref, call_frame)
        self._yield(repr(token(SITE, number_of(node))), frame)
        self.writeline("t_emit = emit(", node)
        self.visit_Call(node.call, frame, forward_caller=True)
        self.write(")")
        self._yield("t_emit", frame)

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:
        self._yield(repr(enter_token(number_of(node))), frame)
        super().visit_Include(node, frame)
        self._yield(repr(LEAVE_TOKEN), frame)

    def visit_Block(self, node: nodes.Block, frame: Frame) -> None:
        if frame.toplevel and self.has_known_extends:
            return
        guarded = frame.toplevel and self.extends_so_far > 0
        if guarded:
            self.writeline("if parent_template is None:")
            self.indent()
        self._yield(repr(enter_token(number_of(node))), frame)
        super().visit_Block(node, frame)
        self._yield(repr(LEAVE_TOKEN), frame)
        if guarded:
            self.outdent()

    def visit_For(self, node: nodes.For, frame: Frame) -> None:
        iterable = node.iter
        node.iter = nodes.Call(nodes.Const(None), [iterable], [], None, None, lineno=iterable.lineno)
        node.iter.charge = True  # type: ignore[attr-defined]
        super().visit_For(node, frame)
        node.iter = iterable

    def visit_ExprStmt(self, node: nodes.ExprStmt, frame: Frame) -> None:
        number = getattr(node, "turn", None)
        if number is None:
            super().visit_ExprStmt(node, frame)
            return
        self.writeline("h(", node)
        self.visit(node.node, frame)
        self.write(")")
        self._yield(f"f'{_literal(token(TURN, number))}{{m()}}'", frame)

    # -- expressions

    @optimizeconst
    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        self.write("member(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r})")

    @optimizeconst
    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:
        if isinstance(node.arg, nodes.Slice):
            self.write("slice_of(")
            self.visit(node.node, frame)
            for part in (node.arg.start, node.arg.stop, node.arg.step):
                self.write(", ")
                self.visit(part, frame) if part is not None else self.write("None")
            self.write(")")
            return
        self.write("item(")
        self.visit(node.node, frame)
        self.write(", ")
        self.visit(node.arg, frame)
        self.write(")")

    @optimizeconst
    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        self.write("joined((")
        for arg in node.nodes:
            self.visit(arg, frame)
            self.write(", ")
        self.write("))")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        if getattr(node, "charge", False):
            self.write("charge(")
            self.visit(node.args[0], frame)
            self.write(")")
            return
        self.write(f"wrap({enter_token(number_of(node))!r}, ")
        super().visit_Call(node, frame, forward_caller=forward_caller)
        self.write(")")

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:
        with self._filter_test_common(node, frame, True):
            if node.node is None:
                self.write(f"plain(capture({enter_token(number_of(node))!r}, concat({frame.buffer})))")
            else:
                self._plain(node.node, frame)

    def visit_Test(self, node: nodes.Test, frame: Frame) -> None:
        with self._filter_test_common(node, frame, False):
            self._plain(node.node, frame)

    def _plain(self, node: nodes.Expr, frame: Frame) -> None:
        """The operand of a filter or test: never a fragment."""
        if isinstance(node, nodes.Const) or getattr(node, "is_data", False):
            self.visit(node, frame)
            return
        self.write("plain(")
        self.visit(node, frame)
        self.write(")")

    def visit_List(self, node: nodes.List, frame: Frame) -> None:
        self._elements(node.items, frame, "[", "]")

    def visit_Tuple(self, node: nodes.Tuple, frame: Frame) -> None:
        if node.ctx != "load":
            super().visit_Tuple(node, frame)
            return
        self._elements(node.items, frame, "(", ",)" if len(node.items) == 1 else ")")

    def _elements(self, items: list[nodes.Expr], frame: Frame, opening: str, closing: str) -> None:
        self.write(opening)
        for at, element in enumerate(items):
            if at:
                self.write(", ")
            self._plain(element, frame)
        self.write(closing)

    def visit_Dict(self, node: nodes.Dict, frame: Frame) -> None:
        self.write("{")
        for at, pair in enumerate(node.items):
            if at:
                self.write(", ")
            self._plain(pair.key, frame)
            self.write(": ")
            self._plain(pair.value, frame)
        self.write("}")


def _literal(tokens: str) -> str:
    """Tokens as they stand in an f-string: numbers and control characters only, so nothing in them opens a field."""
    return repr(tokens)[1:-1]


def finished(code: str) -> str:
    """Generated code with our runtime beside Jinja's."""
    first, _, rest = code.partition("\n")
    first = first.replace("Macro, ", "")
    return f"{first}\n{_IMPORT}, Macro\n{rest}"
