"""A mutant put into a process that has read the program already: its functions are given other code.

Does not run anything.
"""

import ast
import gc
import inspect
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from types import CodeType, FunctionType
from typing import Any

from tools.mutants import Mutant
from tools.rooms import TOP


def codes(code: CodeType, name: str = "") -> Iterator[tuple[str, CodeType]]:
    """Every piece of code inside another, with a name that stays when something else in the file changes."""
    seen: Counter[str] = Counter()
    for each in code.co_consts:
        if isinstance(each, CodeType):
            inner = f"{name}.{each.co_name}#{seen[each.co_name]}"
            seen[each.co_name] += 1
            yield inner, each
            yield from codes(each, inner)


def is_function(code: CodeType) -> bool:
    """Whether code is run when it is called, and not where its module is read."""
    return bool(code.co_flags & inspect.CO_OPTIMIZED)


def bare(code: CodeType) -> tuple[Any, ...]:
    """What code does by itself, without what is defined in it."""
    consts = [each for each in code.co_consts if not isinstance(each, CodeType)]
    return code.co_code, repr(consts), code.co_names, code.co_varnames, code.co_freevars, code.co_exceptiontable


def changed_functions(right: CodeType, wrong: CodeType) -> list[tuple[CodeType, CodeType]] | None:
    """The functions in which two versions of a module differ; None where they differ in what is run while it is read."""
    if bare(right) != bare(wrong):
        return None
    before, after = dict(codes(right)), dict(codes(wrong))
    found = []
    for name in before.keys() & after.keys():  # a function inside another may have been lost: the one around it differs then
        if before[name] == after[name]:
            continue
        if is_function(before[name]):
            found.append((before[name], after[name]))
        elif bare(before[name]) != bare(after[name]):
            return None
    return found


def functions_by_file() -> dict[str, list[FunctionType]]:
    """Every function of the program that this process holds, by the file that it is from."""
    found: defaultdict[str, list[FunctionType]] = defaultdict(list)
    for each in gc.get_objects():
        if isinstance(each, FunctionType):
            found[each.__code__.co_filename].append(each)
    return found


def put_in(functions: Iterable[FunctionType], pairs: Sequence[tuple[CodeType, CodeType]]) -> bool:
    """Give functions other code; whether one of them is of those that differ."""
    wanted = {(old.co_qualname, old.co_firstlineno, old.co_name): new for old, new in pairs}
    done = False
    for each in functions:
        code = each.__code__
        new = wanted.get((code.co_qualname, code.co_firstlineno, code.co_name))
        if new is not None and len(new.co_freevars) == len(code.co_freevars):
            each.__code__ = new
            done = True
    return done


def around(mutant: Mutant) -> set[int]:
    """The lines of the function that a mistake is in, or the line of one that is in none."""
    source = (TOP / mutant.file).read_text(encoding="utf-8").splitlines()
    first = _first_difference(source, mutant.code.splitlines())
    functions = [each for each in ast.walk(ast.parse("\n".join(source))) if isinstance(each, ast.FunctionDef)]
    held = [set(range(each.lineno, (each.end_lineno or each.lineno) + 1)) for each in functions]
    inside = sorted((lines for lines in held if first in lines), key=len)
    return inside[0] if inside else {first}


def _first_difference(source: list[str], wrong: list[str]) -> int:
    return next((n for n, (a, b) in enumerate(zip(source, wrong, strict=False), 1) if a != b), 1)


def lines_of(pairs: Sequence[tuple[CodeType, CodeType]], mutant: Mutant) -> set[int]:
    """The lines of the innermost functions that differ, around the mistake."""
    source = (TOP / mutant.file).read_text(encoding="utf-8").splitlines()
    first = _first_difference(source, mutant.code.splitlines())
    # Where the mistake has fewer lines than what it replaces, every function below it differs too, in its lines alone.
    differ = [old for old, new in pairs if bare(old) != bare(new)]
    inner = min(differ or [old for old, _ in pairs], key=lambda code: len(code.co_code))
    held = {line for _, _, line in inner.co_lines() if line}
    before = [line for line in held if line <= first]
    return {max(before)} if before else held
