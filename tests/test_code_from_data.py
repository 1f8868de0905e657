"""Nothing that the server reads is run as Python: no pickles, whatever they are called."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import tfserve

SOURCES = sorted(Path(tfserve.__file__).parent.rglob("*.py"))
UNPICKLERS = {"pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}


def imported(tree: ast.AST) -> set[str]:
    """Top-level names of all modules that are imported anywhere."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def calls(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_module_unpickles_or_evaluates(path):
    tree = ast.parse(path.read_text())
    assert not imported(tree) & UNPICKLERS
    for call in calls(tree):
        name = ast.unparse(call.func)
        assert name not in {"eval", "exec", "compile"}, ast.unparse(call)
        if name in {"np.load", "numpy.load"}:
            allowed = {word.arg: ast.unparse(word.value) for word in call.keywords}
            assert allowed.get("allow_pickle") == "False", ast.unparse(call)


def test_the_search_finds_what_it_looks_for():
    bad = ast.parse("def f():\n    import pickle.x\n    from joblib import load\nnp.load(f)")
    assert imported(bad) == {"pickle", "joblib"}
    assert [ast.unparse(call) for call in calls(bad)] == ["np.load(f)"]
