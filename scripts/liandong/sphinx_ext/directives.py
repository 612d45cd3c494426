"""The one form of the book's directives, a function each; and the places that they leave until all pages are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxContentsFilter
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from liandong.model.data_package import DataPackage
from liandong.sphinx_ext import store
from liandong.sphinx_ext.building import transform

Made = nodes.Node | list[nodes.Node]


class BookDirective(SphinxDirective):
    """A directive as its function sees it: what the page wrote, the page's bulletin, what it notes for the build."""

    @property
    def root(self) -> Path:
        """The project's root."""
        return Path(self.env.srcdir)

    @property
    def slug(self) -> str:
        """The bulletin that the page speaks of."""
        return store.bulletin_of(self.env, self.env.docname)

    @property
    def bulletin(self) -> DataPackage:
        """Its data."""
        return store.package_of(self.env, self.slug)

    def note_use(self, kind: str, bulletin: str, name: str, part: str = "", line: int | None = None) -> None:
        """Note that the page shows something computed elsewhere, at the directive's line if at no other."""
        store.note_use(self.env, kind, bulletin, name, line or self.lineno, part)

    def leave_place(self, kind: str, fill: Callable) -> place:
        """Return the place of the "basis" or "figure" that the page names, computed anywhere, and note the use."""
        bulletin, name = store.split_target(self.env, self.env.docname, self.arguments[0])
        self.note_use(kind, bulletin, name)
        return place(fill=fill, bulletin=bulletin, name=name)

    def note_problem(self, code: str, found: str, expected: str, line: int | None = None) -> None:
        """Note what is wrong, told with everything else when all pages are read."""
        store.note_problem(self.env, code, line or self.lineno, found, expected)


DIRECTIVES: dict[str, type[BookDirective]] = {}


def directive(name: str, *, arguments: int = 0, optional: int = 0, content: bool = False,
              spaces: bool = False) -> Callable:
    """Make a function the directive of a name; it returns a node or a list of nodes.

    Args:
        name: as pages write it.
        arguments: how many it must have.
        optional: how many more it may have.
        content: whether it has lines of text.
        spaces: whether its last argument is the rest of its line.
    """
    def register(show: Callable[[BookDirective], Made]) -> Callable[[BookDirective], Made]:
        def run(self: BookDirective) -> list[nodes.Node]:
            made = show(self)
            return made if isinstance(made, list) else [made]

        DIRECTIVES[name] = type(show.__name__, (BookDirective,), {
            "run": run, "required_arguments": arguments, "optional_arguments": optional, "has_content": content,
            "final_argument_whitespace": spaces,
        })
        return show

    return register


class place(nodes.General, nodes.Element):
    """A place in a page until what cells reported is known: ``fill``, of a module, returns what stands there."""


class place_in_text(nodes.inline):
    """Such a place among words."""


@transform
class FillPlaces(SphinxPostTransform):
    """Fills every place of a page, each as its component does it; ``filled`` counts the places of each kind."""

    # After the outputs of cells are selected, before Sphinx resolves links.
    default_priority = 9

    def run(self, **kwargs) -> None:
        """Replace each place by what its function returns."""
        self.filled: Counter[Callable] = Counter()
        for node in list(self.document.findall(lambda node: isinstance(node, (place, place_in_text)))):
            self.filled[node["fill"]] += 1
            node.replace_self(node["fill"](self, node))

    @property
    def page(self) -> tuple:
        """Builder and page, as ``build`` takes them."""
        return self.app.builder, self.env.docname


def setup(app: Sphinx) -> None:
    """Register the directives of all components, and the places."""
    for name, made in DIRECTIVES.items():
        app.add_directive(name, made)
    app.add_node(place)
    app.add_node(place_in_text)
    # Tables of contents and the navigation show the plain words of a heading.
    SphinxContentsFilter.visit_place_in_text = SphinxContentsFilter.ignore_node_but_process_children
