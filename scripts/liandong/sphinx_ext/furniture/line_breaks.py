"""Takes line breaks of the source out of Chinese text: a browser would show each as a space."""

import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from liandong.sphinx_ext.building import transform

# CJK ideographs with their first extension, the compatibility block and the written zero.
CHINESE = "\u3400-\u9fff\uf900-\ufaff\u3007"
WIDE = rf"{CHINESE}，。、；：？！“”‘’（）《》〈〉【】〔〕—…"
INSIDE = re.compile(rf"(?<=[{WIDE}])[ \t]*\n[ \t]*(?=[{WIDE}])")
IS_WIDE = re.compile(rf"[{WIDE}]")
VERBATIM = (nodes.literal_block, nodes.literal, nodes.raw, nodes.comment, nodes.math, nodes.math_block)


@transform
class JoinChineseLines(SphinxPostTransform):
    """Joins lines of a paragraph between Chinese characters, also where a link or value begins or ends there."""

    # After everything that puts text into the page.
    default_priority = 950

    def run(self, **kwargs) -> None:
        """Change the texts of the document."""
        for block in self.document.findall(nodes.TextElement):
            if isinstance(block, (nodes.Inline, *VERBATIM)):
                continue
            texts = [text for text in block.findall(nodes.Text) if len(text) and not isinstance(text.parent, VERBATIM)]
            for place, text in enumerate(texts):
                # A break is often a text of its own, and its neighbours stand in links and values.
                before = texts[place - 1][-1] if place else ""
                after = texts[place + 1][0] if place + 1 < len(texts) else ""
                before, after = (one if IS_WIDE.match(one) else "" for one in (before, after))
                joined = INSIDE.sub("", f"{before}{text}{after}").removeprefix(before).removesuffix(after)
                if joined != text:
                    text.parent.replace(text, nodes.Text(joined))
