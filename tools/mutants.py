"""Wrong versions of a file of the program, one small mistake each.

What mistakes there are comes from mutmut, with three of our own: a condition turned round, a statement left out, a number in quotes
moved by one. They are made in functions; of the data outside of them only numbers are changed, and what is said by name left out.
Does not run anything.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import libcst as cst
from libcst.metadata import ByteSpanPositionProvider, CodeSpan, MetadataWrapper
from mutmut.mutation import mutators

from tools.rooms import TOP

_NUMBER = re.compile(r"""["'](\d+\.)?\d*(?P<last>\d)["']""")


class Mutant(NamedTuple):
    """A file with one mistake: where it is, the lines as they were and as they became, and all of the file as it became."""

    file: str
    place: str
    was: str
    becomes: str
    code: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What it is known by, wherever in its file it stands."""
        return self.file, self.place, self.was, self.becomes


def mutants_of(file: str, source: str | None = None) -> list[Mutant]:
    """Every mutant of a file that is not the same program as the file itself, each once."""
    source = (TOP / file).read_text(encoding="utf-8") if source is None else source
    parsed = MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True)
    spans = parsed.resolve(ByteSpanPositionProvider)
    found = _Mistakes()
    parsed.module.visit(found)
    right = compile(source, file, "exec")
    made: dict[tuple[str, str, str, str], Mutant] = {}
    for place, node, wrong in found.made:
        code = _with(parsed.module, source, node, wrong, spans)
        mutant = Mutant(file, place, *_difference(source, code), code)
        if mutant.key in made:
            continue
        try:
            if compile(code, file, "exec") != right:
                made[mutant.key] = mutant
        except SyntaxError:
            continue
    return list(made.values())


def _with(module: cst.Module, source: str, node: cst.CSTNode, wrong: cst.CSTNode, spans: Mapping[cst.CSTNode, CodeSpan]) -> str:
    """The source with one node in the place of another."""
    if not (isinstance(node, cst.BaseExpression) and isinstance(wrong, cst.BaseExpression)):
        return str(cst.ensure_type(module.deep_replace(node, wrong), cst.Module).code)
    # Much faster than to write the whole file anew. What surrounds the node, its parentheses too, stays.
    span, text = spans[node], source.encode()
    inner = wrong.with_changes(lpar=[], rpar=[])
    return b"".join((text[: span.start], module.code_for_node(inner).encode(), text[span.start + span.length :])).decode()


def _difference(source: str, code: str) -> tuple[str, str]:
    """The lines in which two texts differ, each as one line."""
    was, becomes = ([line.strip() for line in text.splitlines()] for text in (source, code))
    while was and becomes and was[0] == becomes[0]:
        del was[0], becomes[0]
    while was and becomes and was[-1] == becomes[-1]:
        del was[-1], becomes[-1]
    return " ".join(was), " ".join(becomes)


class _Mistakes(cst.CSTVisitor):
    """Every place of a module where a mistake can be made, with what would stand there.

    Nothing is changed in what is not run, in types (but for the calls in them, which hold limits), in decorators, and in sentences: a
    string that holds a space is words, which other tests hold to the letter.
    """

    def __init__(self) -> None:
        self.made: list[tuple[str, cst.CSTNode, cst.CSTNode]] = []
        self._names: list[str] = []
        self._types = self._calls = self._functions = 0

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Import | cst.ImportFrom | cst.Decorator) or _is_words(node) or _is_type(node):
            return False
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self._names.append(node.name.value)
            self._functions += isinstance(node, cst.FunctionDef)
        self._types += isinstance(node, cst.Annotation)
        self._calls += isinstance(node, cst.Call) and self._types > 0
        if not self._types or self._calls:
            place = ".".join(self._names)
            mistakes = _mistakes(node) if self._functions else _mistakes_in_data(node)
            self.made += [(place, node, wrong) for wrong in mistakes]
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        node = original_node
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self._names.pop()
            self._functions -= isinstance(node, cst.FunctionDef)
        self._calls -= isinstance(node, cst.Call) and self._types > 0
        self._types -= isinstance(node, cst.Annotation)


def _is_words(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.FormattedString | cst.ConcatenatedString) or (isinstance(node, cst.SimpleString) and " " in node.value)


def _is_type(node: cst.CSTNode) -> bool:
    """Whether something is there for the reader of types alone."""
    match node:
        case cst.Subscript(value=cst.Name(value="Literal")) | cst.If(test=cst.Name(value="TYPE_CHECKING")):
            return True
        case cst.Call(func=cst.Name(value="TypeVar" | "cast" | "NewType")):
            return True
    return False


def _mistakes(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    for kind, operator in mutators.mutation_operators:
        if isinstance(node, kind) and operator not in (mutators.operator_string, mutators.operator_arg_removal):
            yield from operator(node)
    match node:
        case cst.SimpleString():
            yield from _other_string(node)
        case cst.Call():
            yield from _other_arguments(node)
        case cst.If() | cst.While() | cst.CompIf():
            yield node.with_changes(test=_turned(node.test))
        case cst.SimpleStatementLine(body=[cst.Expr(value=cst.Call()) | cst.Raise()]):
            yield node.with_changes(body=[cst.Pass()])


def _mistakes_in_data(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Outside of functions: other numbers, and what is said by name left out. What breaks as soon as it is read shows nothing."""
    match node:
        case cst.Integer():
            yield from mutators.operator_number(node)
        case cst.Name(value="True" | "False"):
            yield from mutators.operator_name(node)
        case cst.SimpleString() if _NUMBER.fullmatch(node.value):
            yield from _other_string(node)
        case cst.Call():
            yield from (node.with_changes(args=[*node.args[:n], *node.args[n + 1 :]]) for n, given in enumerate(node.args) if given.keyword)


def _other_string(node: cst.SimpleString) -> Iterator[cst.SimpleString]:
    """A number in quotes moved by one in its last place; another name."""
    if number := _NUMBER.fullmatch(node.value):
        last = int(number["last"])
        yield node.with_changes(value=f"{node.value[:-2]}{last - 1 if last == 9 else last + 1}{node.value[-1]}")
    elif not node.value.endswith(('"""', "'''")):
        yield next(iter(mutators.operator_string(node)))


def _other_arguments(node: cst.Call) -> Iterator[cst.Call]:
    """Each argument as nothing, and each that has a name left out."""
    for n, given in enumerate(node.args):
        if given.star or _is_words(given.value):
            continue
        if not (isinstance(given.value, cst.Name) and given.value.value == "None"):
            yield node.with_changes(args=[*node.args[:n], given.with_changes(value=cst.Name("None")), *node.args[n + 1 :]])
        if given.keyword:
            yield node.with_changes(args=[*node.args[:n], *node.args[n + 1 :]])


def _turned(test: cst.BaseExpression) -> cst.BaseExpression:
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        return test.expression
    inner = test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return cst.UnaryOperation(operator=cst.Not(), expression=inner)
