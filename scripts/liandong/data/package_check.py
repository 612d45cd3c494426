"""The check of a data package: every finding about what datapackage.json describes in its folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from liandong.data.constraints import check_items, check_one_name_space, check_totals, check_values
from liandong.data.description import check_description
from liandong.data.documents import read_json
from liandong.data.folders import is_system_file
from liandong.data.tables import RawTable, TypedTable, limit_findings, scan_table, type_cells
from liandong.data.text_files import PROJECT_ROOT, label
from liandong.findings import DataError, Finding, messages

MESSAGES = messages(__name__)

DESCRIPTION = "datapackage.json"


def check_package(
    folder: Path, root: Path = PROJECT_ROOT, edit: Callable[[str, RawTable], None] | None = None
) -> list[Finding]:
    """Return all findings about a folder's tables, sorted; an empty list means that nothing is wrong.

    Every file is checked whatever the others hold.
    What cannot be judged because of an error elsewhere, such as a sum over a table that cannot be read, is left until
    that error is gone.

    An edit may change the rows of a table, given its name, before they are checked; the files stay as they are.
    """
    file = label(folder / DESCRIPTION, root)
    try:
        package = read_json(folder / DESCRIPTION, root)
    except DataError as error:
        return error.findings
    description = check_description(package, file)
    findings = description.findings
    tables: dict[str, TypedTable] = {}
    for name, resource in description.resources.items():
        raw = scan_table(resource, folder, root)
        if edit is not None and raw.header:
            edit(name, raw)
        tables[name] = type_cells(raw, resource["schema"])
        findings += raw.findings + tables[name].findings
    schemas = {name: description.resources[name]["schema"] for name in tables}
    findings += check_values(tables, schemas) + check_totals(description.totals, tables)
    findings += check_items(schemas, tables) + check_one_name_space(tables)
    if description.resources:
        findings += _unlisted_files(folder, package["resources"], root)
    return sorted(limit_findings(findings), key=lambda finding: finding.sort_key)


def _unlisted_files(folder: Path, resources: list[object], root: Path) -> list[Finding]:
    """Return findings E213 for files in tables/, and CSV files anywhere in the folder, that no resource names.

    A folder inside it that has a datapackage.json of its own is a package of its own.
    """
    others = tuple(path.parent for path in folder.rglob(DESCRIPTION) if path.parent != folder)
    paths = [resource.get("path") for resource in resources if isinstance(resource, dict)]
    listed = {path.removeprefix("./") for path in paths if isinstance(path, str)}
    findings = []
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder).as_posix()
        is_data = path.suffix.lower() == ".csv" or relative.startswith("tables/")
        # Office programs and file managers leave these behind while a folder is open.
        is_left_over = path.name.startswith((".", "~$")) or is_system_file(path.name)
        elsewhere = any(other in path.parents for other in others)
        if path.is_file() and is_data and not is_left_over and not elsewhere and relative not in listed:
            findings.append(Finding.worded("E213", label(path, root), MESSAGES["unlisted"], path=relative))
    return findings
