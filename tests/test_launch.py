"""What a build of ours does in other ways than Jupyter Book comes to the same."""

import os
import random
import subprocess
import sys

import nbformat
import pytest
from docutils import nodes

from liandong.pages.tracing.html import cut_article, read_article
from liandong.run import processes
from liandong.site.child import STOCK_CLIENTS, _stand_in, _walk_documents_faster, find_below


def document(seed: int) -> nodes.section:
    """Returns a random document of sections, paragraphs and words."""
    chance = random.Random(seed)
    top = nodes.section()
    places = [top]
    for _ in range(60):
        parent = chance.choice(places)
        child = chance.choice([nodes.section, nodes.paragraph, nodes.emphasis])()
        parent += child
        places.append(child)
        if chance.random() < 0.4:
            parent += nodes.Text("字")
    return top


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("kind", [nodes.Node, nodes.paragraph, nodes.Text, nodes.section])
def test_nodes_are_found_in_the_order_of_docutils(seed, kind):
    """Every node of a kind, in reading order, also below nodes of that kind."""
    top = document(seed)
    assert [id(node) for node in find_below(top, kind)] == [id(node) for node in nodes.Node._fast_findall(top, kind)]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("options", [{}, {"include_self": False}, {"descend": False}, {"siblings": True}, {"ascend": True}])
@pytest.mark.parametrize("condition", [None, nodes.paragraph, lambda node: bool(node.children)])
def test_nodes_are_found_by_any_condition(seed, condition, options, monkeypatch):
    """A function chooses the same nodes, and whoever asks for brothers gets them."""
    top = document(seed)
    start = top.children[seed % len(top.children)] if options else top
    expected = [id(node) for node in start.findall(condition, **options)]
    monkeypatch.setattr(nodes.Node, "findall", nodes.Node.findall)
    _walk_documents_faster()
    assert [id(node) for node in start.findall(condition, **options)] == expected


@pytest.mark.parametrize("change", ["replace", "remove", "insert", "fill"])
def test_a_document_changed_on_the_way_is_walked_as_docutils_walks_it(change):
    """What a caller does to the node that it was given has the same effect on what comes next."""

    def walk(find) -> tuple[list[str], str]:
        top, found = document(3), []
        for number, node in enumerate(list(top.findall(nodes.Element))):
            node["number"] = number
        for node in find(top, nodes.paragraph):
            found.append(str(node.get("number")))
            if change == "replace" and node.get("number", 0) % 2:
                node.replace_self([nodes.emphasis(), nodes.paragraph()])
            elif change == "remove":
                node.parent.remove(node)
            elif change == "insert" and "number" in node:
                node.parent.insert(node.parent.index(node) + 1, nodes.paragraph())
            elif change == "fill" and "number" in node:
                node += nodes.paragraph()
        return found, top.pformat()

    assert walk(find_below) == walk(nodes.Node._fast_findall)


def test_what_stands_in_for_a_way_of_executing_brings_the_real_one(monkeypatch):
    """Whoever asks for a stock client, by another mode of execution, gets it."""
    module, name = "myst_nb.core.execute.direct", STOCK_CLIENTS["myst_nb.core.execute.direct"]
    monkeypatch.setitem(sys.modules, module, _stand_in(module, name))
    made = getattr(sys.modules[module], name)(nbformat.v4.new_notebook(), None, None, None)
    assert type(made).__name__ == name and type(made).__module__ == module


def test_whoever_needs_more_of_a_postponed_module_gets_the_real_one():
    """A cell, or a stock client, may import Jupyter's client, of which Jupyter Book was given a stand-in."""
    code = """if True:
        from liandong.site.child import _postpone_imports
        _postpone_imports()
        from jupyter_client.kernelspec import find_kernel_specs
        from jupyter_client import KernelManager
        from jupyter_client.kernelspec import KernelSpecManager
        assert isinstance(find_kernel_specs(), dict) and KernelManager().kernel_spec_manager.__class__ is KernelSpecManager
    """
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})


def test_answers_come_in_the_order_of_the_questions(monkeypatch):
    """Asked in other processes or in this one: the same answers in the same order, and the caller's error where one fails."""
    monkeypatch.setattr(processes, "processors", lambda: 3)
    things = list(range(40))
    expected = [(thing, str(thing) * 2) for thing in things]
    assert processes.in_processes(lambda thing: (thing, str(thing) * 2), things) == expected
    monkeypatch.setenv("LIANDONG_ACCELERATION", "off")
    assert processes.in_processes(lambda thing: (thing, str(thing) * 2), things) == expected
    monkeypatch.delenv("LIANDONG_ACCELERATION")
    with pytest.raises(ZeroDivisionError):
        processes.in_processes(lambda thing: 1 // (thing - 30), things)


@pytest.mark.parametrize("acceleration", ["on", "off"])
def test_what_is_made_beside_is_there_when_it_was_waited_for(acceleration, tmp_path, monkeypatch):
    """Made in another process or in this one; what fails there fails here, with its error."""
    monkeypatch.setattr(processes, "processors", lambda: 2)
    monkeypatch.setenv("LIANDONG_ACCELERATION", acceleration)
    made, here = tmp_path / "made", []
    wait = processes.begin_beside(lambda: (made.write_text("那边"), here.append(1)))
    wait()
    assert made.read_text() == "那边" and bool(here) == (acceleration == "off")
    with pytest.raises(ZeroDivisionError):
        processes.begin_beside(lambda: 1 // 0)()


@pytest.mark.parametrize(
    "page",
    [
        "<html><nav>1</nav><main><article class='bd-article'><p>共 <b>3</b> 项</p><table><tr><td>4</td></tr></table></article></main><footer>2</footer></html>",
        "<html><p>1</p><div class='body' role='main'><p>5 项</p><article>6</article></div></html>",
        "<html><p>没有正文</p></html>",
    ],
    ids=["article", "division", "neither"],
)
def test_the_part_cut_out_holds_the_whole_article(page):
    """Nothing of the article is lost with what stands around it."""
    assert read_article(cut_article(page)) == read_article(page)
