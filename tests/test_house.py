"""The rules of the house: who may import whom, and what must never stand in the repository."""

import ast
import re
import subprocess
import tomllib
import zipfile
from collections.abc import Iterator
from datetime import date
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from loaders.form import all_forms

ROOT = Path(__file__).resolve().parents[1]
OURS = ("loaders", "dashboard", "sample_data")
PAGES = ("public", "villager", "clerk", "supervisor", "admin", "screen")
MAY_DRAW = {"dashboard.app", "dashboard.widgets", "dashboard.server", "dashboard.shell", "dashboard.gate"}
LEAVES = {"loaders.text": set(), "loaders.problems": set(), "loaders.records": {"loaders.records"}}
AT_THE_DOOR = {
    ".ci", ".gitattributes", ".gitignore", ".streamlit", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE",
    "Makefile", "README.md", "README.zh-CN.md", "SECURITY.md", "dashboard", "loaders", "pyproject.toml",
    "requirements-dev.txt", "requirements.txt", "sample_data", "tests",
}  # fmt: skip


RECORDS = {
    "person", "payment", "entitlement", "scheme_summary", "ledger_entry", "ledger_summary", "fund_allocation",
    "project", "asset", "resource", "contract", "debt", "decision", "household_income", "visit",
    "credit_score", "reference_entry", "pending",
}  # fmt: skip
DECLARES = (ast.Expr, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)
MAY_DECLARE = {"loaders", "loaders.form", "loaders.vocabulary"}
FORMS = sorted(path.stem for path in (ROOT / "loaders" / "forms").glob("*.py") if path.stem != "__init__")


@cache
def repository() -> tuple[Path, ...]:
    """Every file that git keeps or would keep."""
    listed = subprocess.run(
        ["git", "-c", "core.quotepath=off", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("not a git checkout")
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return tuple(path for path in paths if path.is_file())


@cache
def modules() -> dict[str, ast.Module]:
    """Our modules by dotted name, parsed."""
    found: dict[str, ast.Module] = {}
    for room in OURS:
        for path in sorted((ROOT / room).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts).removesuffix(".__init__")] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imported(name: str, tree: ast.AST) -> Iterator[str]:
    """The dotted names that a module imports anywhere, each as far as it is a module of ours or a package."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = name.split(".") if is_package(name) else name.split(".")[:-1]
                base = ".".join([*above[: len(above) - node.level + 1], *([base] if base else [])])
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield whole if whole in modules() else base


def is_package(name: str) -> bool:
    """Whether the name is a folder of modules."""
    return (ROOT / Path(*name.split(".")) / "__init__.py").is_file()


def within(name: str, room: str) -> bool:
    """Whether a dotted name is the room or inside it."""
    return name == room or name.startswith(room + ".")


def ours(name: str) -> bool:
    return any(within(name, room) for room in OURS)


def test_the_arrow_goes_from_dashboard_to_loaders_and_never_back() -> None:
    wrong = [
        f"{name} imports {other}"
        for name, tree in modules().items()
        if within(name, "loaders")
        for other in imported(name, tree)
        if any(within(other, room) for room in ("dashboard", "streamlit", "plotly", "sample_data", "tests"))
    ]
    assert wrong == []


def test_text_problems_and_records_import_nothing_of_ours() -> None:
    wrong = [
        f"{name} imports {other}"
        for leaf, allowed in LEAVES.items()
        for name, tree in modules().items()
        if within(name, leaf)
        for other in imported(name, tree)
        if ours(other) and not any(within(other, room) for room in allowed)
    ]
    assert wrong == []


def test_only_the_app_its_server_and_the_pages_import_streamlit() -> None:
    pages = tuple(f"dashboard.{folder}" for folder in PAGES)
    wrong = [
        name
        for name, tree in modules().items()
        if name not in MAY_DRAW
        and not any(within(name, page) for page in pages)
        and any(within(other, "streamlit") for other in imported(name, tree))
    ]
    assert wrong == []


def test_no_module_is_reached_from_itself() -> None:
    arrows = {
        name: sorted({other for other in imported(name, tree) if other in modules() and other != name})
        for name, tree in modules().items()
        if not is_package(name) or name in ("loaders.forms", "dashboard.rules")
    }
    assert circle(arrows) == []


def circle(arrows: dict[str, list[str]]) -> list[str]:
    """One circle among the arrows, as the names along it; empty where there is none."""
    done: set[str] = set()

    def follow(name: str, trail: list[str]) -> list[str]:
        if name in trail:
            return [*trail[trail.index(name) :], name]
        if name in done:
            return []
        for other in arrows.get(name, []):
            if found := follow(other, [*trail, name]):
                return found
        done.add(name)
        return []

    return next((found for name in arrows if (found := follow(name, []))), [])


def test_a_circle_is_seen() -> None:
    assert circle({"a": ["b"], "b": ["c"], "c": ["b"]}) == ["b", "c", "b"]
    assert circle({"a": ["b", "c"], "b": ["c"], "c": []}) == []


def test_no_function_imports_a_module_of_ours() -> None:
    wrong = [
        f"{name}.{function.name} imports {other}"
        for name, tree in modules().items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for other in imported(name, function)
        if ours(other)
    ]
    assert wrong == []


def test_the_dashboard_asks_its_own_clock_which_counts_the_days_of_china() -> None:
    asked = {
        f"{name}: {node.value.id}.{node.attr}"
        for name, tree in modules().items()
        if within(name, "dashboard") and name != "dashboard.clock"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("today", "now", "utcnow") and isinstance(node.value, ast.Name) and node.value.id in ("date", "datetime", "workdays")
    }
    assert not asked


def test_every_module_says_first_what_it_is() -> None:
    wrong = [name for name, tree in modules().items() if not ast.get_docstring(tree)]
    assert wrong == []


def test_a_package_holds_its_docstring_and_nothing_else() -> None:
    wrong = [name for name, tree in modules().items() if is_package(name) and len(tree.body) > 1]
    assert wrong == []


def test_no_room_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "core", "base_utils"}
    assert [name for name in modules() if drawers & set(name.split("."))] == []


def test_only_the_agreed_names_stand_at_the_top() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in repository()} - AT_THE_DOOR == set()


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_a_file_that_declares_and_nothing_else(name: str) -> None:
    tree = modules()[f"loaders.forms.{name}"]
    acts = [type(node).__name__ for node in tree.body if not isinstance(node, DECLARES)]
    assert acts == []
    used = {other for other in imported(name, tree) if ours(other) and not within(other, "loaders.forms")}
    assert used <= MAY_DECLARE


def test_every_file_among_the_forms_is_registered_under_a_name_of_its_own() -> None:
    forms = all_forms()
    assert len(forms) == len(FORMS)
    assert len({form.name for form in forms}) == len({form.title for form in forms}) == len(FORMS)


def test_every_form_names_its_record_its_columns_and_itself_in_chinese() -> None:
    for form in all_forms():
        keys = [column.key for column in form.columns]
        assert form.record in RECORDS, form.name
        assert re.search("[一-鿿]", form.title) and re.search("[一-鿿]", form.about), form.name
        assert len(keys) == len(set(keys)), form.name
        # the side of a block is no column, but is known
        assert {key for group in form.needs for key in group} <= {"side", "months", *keys}, form.name
        assert set(form.yields_to) <= {other.name for other in all_forms()}, form.name


REQUIREMENT = re.compile(r"[a-z0-9.-]+==\S+ .*\\$|    --hash=sha256:[0-9a-f]{64}( \\)?$")


def test_the_requirements_carry_hashes_and_name_no_host() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
        assert not re.search(r"//|--(extra-)?index|--find-links|--trusted-host", text), name
        assert [line for line in lines if not REQUIREMENT.match(line)] == [], name
        assert all(b.startswith("    --hash") for a, b in pairwise(lines) if "==" in a), name


def test_the_runtime_requirements_are_those_of_the_checks() -> None:
    pins = [
        set(re.findall(r"^[a-z0-9.-]+==\S+", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("requirements.txt", "requirements-dev.txt")
    ]
    assert pins[0] - pins[1] == set()


def test_the_locked_versions_are_those_that_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    pins = dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", locked, re.MULTILINE))
    asked = [Requirement(x) for x in [*project["dependencies"], *project["optional-dependencies"]["dev"]]]
    wrong = [
        str(one)
        for one in asked
        if not one.specifier.contains(pins.get(canonicalize_name(one.name), "0"), prereleases=True)
        or canonicalize_name(one.name) not in pins
    ]
    assert wrong == []  # mended by: make lock


FICTIONAL = "330890"  # an area that was never assigned
NUMBER = re.compile(rb"(?<![0-9A-Za-z])[1-9]\d{16}[\dXx](?![0-9A-Za-z])")


def is_id_number(digits: str) -> bool:
    """Whether the 18 characters are an ID number by its date and check digit."""
    try:
        date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(digits[:17]))
    return 1850 < int(digits[6:10]) < 2100 and "10X98765432"[total % 11] == digits[17].upper()


def contents(path: Path) -> Iterator[bytes]:
    """What a file says, unzipped where it is a zip (xlsx, ods), and again without UTF-16's zero bytes."""
    data = path.read_bytes()
    parts = [data]
    if zipfile.is_zipfile(BytesIO(data)):
        with zipfile.ZipFile(BytesIO(data)) as packed:
            parts = [packed.read(name) for name in packed.namelist()]
    for part in parts:
        yield part
        if b"\0" in part:
            yield part.replace(b"\0", b"")


def strangers(data: bytes) -> list[str]:
    """The ID numbers in the bytes that are not of the fictional area, masked."""
    found = {match.decode() for match in NUMBER.findall(data)}
    return [f"{n[:6]}…{n[-1]}" for n in sorted(found) if not n.startswith(FICTIONAL) and is_id_number(n)]


def test_an_id_number_of_a_real_area_would_be_found() -> None:
    body = "330102" + "19800101" + "001"
    real = next(body + last for last in "0123456789X" if is_id_number(body + last))
    assert strangers(f"张三,{real},100".encode()) == [f"330102…{real[-1]}"]
    assert strangers(real.encode("utf-16-le").replace(b"\0", b"")) == [f"330102…{real[-1]}"]
    wrong = body + ("1" if real[-1] != "1" else "2")
    assert strangers(wrong.encode()) == []
    assert strangers(("a" + real).encode()) == []  # part of a hash


def test_no_id_number_in_the_repository_is_of_a_real_area() -> None:
    wrong = {
        str(path.relative_to(ROOT)): found
        for path in repository()
        for data in contents(path)
        if (found := strangers(data))
    }
    assert wrong == {}


def test_every_promise_of_security_names_a_test_that_exists() -> None:
    rows = [line for line in (ROOT / "SECURITY.md").read_text("utf-8").splitlines() if line.startswith("| ")]
    promises = [row for row in rows if row != "| promise | test |"]
    named = [re.search(r"`(tests/[\w/]+\.py)(?:::(\w+))?` \|$", row) for row in promises]
    missing = [
        row
        for row, found in zip(promises, named, strict=True)
        if found is None
        or (f"def {found[2]}(" if found[2] else "def test_") not in (ROOT / found[1]).read_text("utf-8")
    ]
    assert len(promises) > 20 and missing == []


def test_no_key_and_no_database_is_kept() -> None:
    kept = [path.name for path in repository() if path.suffix in (".key", ".sqlite3", ".db", ".pem", ".env")]
    assert kept == []
