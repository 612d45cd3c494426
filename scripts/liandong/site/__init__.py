"""The site: built aside by Jupyter Book in a process of its own, and put in place only when it is whole."""

from liandong.site.build import build_site, is_current, prepare_build
from liandong.site.launch import WaitingBuilder, build_environment
from liandong.site.report import MESSAGES, BuildProblem, BuildResult, render_build_result

__all__ = [
    "MESSAGES", "BuildResult", "BuildProblem", "WaitingBuilder", "build_environment", "build_site", "is_current",
    "prepare_build", "render_build_result",
]
