"""What a file imports, read off its syntax tree: for the tests of who may import whom."""

import ast
from functools import cache
from pathlib import Path


@cache
def imports(path: Path) -> set[str]:
    """Full names of all a file imports, wherever in the file; relative imports are not our manner."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def roots(path: Path) -> set[str]:
    """The packages and single modules they are in."""
    return {name.split(".")[0] for name in imports(path)}
