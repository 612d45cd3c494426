"""The site while it is worked on: served to this machine only, built again on each save, reloaded by the browser."""

from liandong.preview.rebuilding import Preview
from liandong.preview.server import PreviewServer
from liandong.preview.watching import snapshot, wait_for_change

__all__ = ["Preview", "PreviewServer", "snapshot", "wait_for_change"]
