"""What is imported is declared, what is declared is explained, and neither more than that."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOT_IMPORTED = {"lxml-html-clean"}
"""What another package needs and does not reliably bring."""


FOR_DEVELOPERS = {"scipy"}
"""What only a command for those who work on the rules imports; it stands in the group `dev`."""


def imported() -> set[str]:
    """The distributions whose modules the package imports."""
    found: set[str] = set()
    for file in (ROOT / "pipeline").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            found |= {name.partition(".")[0] for name in names}
    homes = packages_distributions()
    modules = found - set(sys.stdlib_module_names) - {"pipeline"}
    return {homes.get(module, [module])[0].lower().replace("_", "-") for module in modules} - FOR_DEVELOPERS


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    return {name[0].lower() for line in lines if (name := re.match(r"[\w-]+", line))}


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    assert imported() == declared() - NOT_IMPORTED


def test_each_dependency_has_its_reason() -> None:
    table = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    assert declared() == set(re.findall(r"^\|(?: dask \|)? ([a-z][\w-]+) \|", table, re.MULTILINE))
