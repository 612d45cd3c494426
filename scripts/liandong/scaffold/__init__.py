"""A new bulletin: its data folder, its pages and its place in the table of contents, made from a text and templates."""

from liandong.scaffold.creation import Created, Request, create_bulletin
from liandong.scaffold.placing import interrupted_runs
from liandong.scaffold.unfinished import PENDING, check_unfinished

__all__ = ["PENDING", "Created", "Request", "check_unfinished", "create_bulletin", "interrupted_runs"]
