"""All templates: their names, what makes them, and the files that the site offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from liandong.model import Statistic
from liandong.office import (
    assignment_letter,
    briefing,
    problem_list,
    rectification_ledger,
    supervision_plan,
    vote_form,
    weekly_report,
)
from liandong.office.content import Content
from liandong.training.ledger import Ledger, open_ledger

PRACTICE = "practice-ledger.xlsx"
LABELS = {
    "empty": "空白", "example": "{city}，虚构", "own": "{city}", "practice": "练习台账（有差错）.xlsx",
    "file": "{name}（{form}）.{suffix}", "docx": "Word 文档", "xlsx": "Excel 工作簿",
}


@dataclass(frozen=True)
class Template:
    """One template.

    Attributes:
        name: Its id and the beginning of its files' names.
        name_zh: What an office calls it.
        suffix: docx or xlsx.
        make: Gives the bytes of the file for a content.
    """

    name: str
    name_zh: str
    suffix: str
    make: Callable[[Content], bytes]

    def file(self, filled: bool) -> str:
        """The file's name on the site."""
        return f"{self.name}{'-example' if filled else ''}.{self.suffix}"

    def download(self, filled: bool, info: Mapping[str, object]) -> str:
        """The name under which a browser saves it; ``info`` is the ledger's."""
        form = LABELS["example" if info["fictional"] else "own"].format(city=info["city"]) if filled else LABELS["empty"]
        return LABELS["file"].format(name=self.name_zh, form=form, suffix=self.suffix)


TEMPLATES = {
    template.name: template
    for template in (
        Template("supervision-plan", "监督方案", "docx", supervision_plan.make),
        Template("problem-list", "问题清单", "xlsx", problem_list.make),
        Template("assignment-letter", "交办单", "docx", assignment_letter.make),
        Template("rectification-ledger", "整改台账", "xlsx", rectification_ledger.make),
        Template("vote-form", "满意度测评表", "xlsx", vote_form.make),
        Template("weekly-report", "周通报", "xlsx", weekly_report.make),
        Template("briefing", "简报", "docx", briefing.make),
    )
}


def make_files(ledger: Ledger, figures: Mapping[str, Statistic]) -> dict[str, bytes]:
    """Returns every file by name: each template empty and filled, and the practice ledger.

    Args:
        ledger: The clean ledger.
        figures: The statistics that the book's cells reported for it, by id.
    """
    from liandong.workbook.writing import export_workbook

    files, frames = {}, {}
    for template in TEMPLATES.values():
        for filled in (False, True):
            files[template.file(filled)] = template.make(Content(ledger, filled, figures if filled else {}, frames))
    if ledger.defects:
        files[PRACTICE] = export_workbook(open_ledger(ledger.root, defective=True))
    return files
