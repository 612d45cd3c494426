"""Joint supervision (联动监督): the knowledge base's package.

Re-exports what a page's cells need. Loaded on first use, because ``kb.py --help`` must not wait for pandas.
"""

from importlib import import_module

_EXPORTS = {
    "Bulletin": "liandong.model.bulletin", "open_bulletin": "liandong.model.bulletin",
    "Ledger": "liandong.course.training.ledger", "open_ledger": "liandong.course.training.ledger",
}

__all__ = sorted(_EXPORTS)


def __getattr__(name: str):
    """Return an exported name, importing its module on first use."""
    if name in _EXPORTS:
        return getattr(import_module(_EXPORTS[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
