"""Reading JSON and YAML."""

from pathlib import Path

import pytest
from table_samples import write

from liandong.data.documents import read_json, read_yaml
from liandong.findings import DataError


@pytest.mark.parametrize(
    ("content", "row", "words"),
    [
        pytest.param('{"a": 1,\n}', 2, "第 2 行", id="trailing-comma"),
        pytest.param('{"a": 1, "a": 2}', None, "键 a 写了两次", id="duplicate-key"),
        pytest.param('{"a": NaN}', None, "NaN", id="nan"),
        pytest.param("[" * 100_000, None, "嵌套太深", id="deep"),
        pytest.param("", 1, "第 1 行", id="empty"),
    ],
)
def test_broken_json(tmp_path: Path, content: str, row: int | None, words: str) -> None:
    """Broken JSON is a finding with its line; a key written twice is broken too."""
    with pytest.raises(DataError) as caught:
        read_json(write(tmp_path, content, "a.json"), tmp_path)
    assert [(item.code, item.file, item.row) for item in caught.value.findings] == [("E105", "a.json", row)]
    assert words in caught.value.findings[0].found


@pytest.mark.parametrize(
    ("content", "row", "words"),
    [
        pytest.param("a: 1\n b: 2\n", 2, "第 2 行", id="indentation"),
        pytest.param("a: 1\na: 2\n", 2, "键 a 写了两次", id="duplicate-key"),
        pytest.param("a: !!python/object:os.system x\n", 1, "第 1 行", id="python-object"),
        pytest.param("a: [1\n", 2, "第 2 行", id="unclosed"),
        pytest.param("a: 2024-13-45\n", None, "不存在的日期", id="impossible-date"),
    ],
)
def test_broken_yaml(tmp_path: Path, content: str, row: int | None, words: str) -> None:
    """Broken YAML is a finding with its line; a key written twice is broken too."""
    with pytest.raises(DataError) as caught:
        read_yaml(write(tmp_path, content, "a.yml"), tmp_path)
    assert [(item.code, item.file, item.row) for item in caught.value.findings] == [("E105", "a.yml", row)]
    assert words in caught.value.findings[0].found

