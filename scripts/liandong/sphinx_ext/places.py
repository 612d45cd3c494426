"""Places in pages that are filled when all pages are read and what the cells reported is known: one transform for all of them."""

from __future__ import annotations

from collections.abc import Callable

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform


class FillPlaces(SphinxPostTransform):
    """Fills every place of a page, each as its component does it."""

    # After the outputs of cells are selected and the reports of a cell joined, before Sphinx resolves links.
    default_priority = 9

    def run(self, **kwargs) -> None:
        """Replace each place by what its component makes; one that is filled where it stands gives nothing back."""
        for place in list(self.document.findall(lambda node: type(node) in FILLERS)):
            made = FILLERS[type(place)](self, place)
            if made is not None:
                place.replace_self(made)

    @property
    def page(self) -> tuple:
        """Builder and page, as ``build`` takes them."""
        return self.app.builder, self.env.docname


Filler = Callable[[FillPlaces, nodes.Element], nodes.Node | list[nodes.Node] | None]
FILLERS: dict[type[nodes.Element], Filler] = {}


def add_place(app: Sphinx, node: type[nodes.Element], filler: Filler, **visitors) -> None:
    """Register a node as a place, with what fills it; ``visitors`` are for those that stay in the page."""
    app.add_node(node, **visitors)
    FILLERS[node] = filler


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_post_transform(FillPlaces)
