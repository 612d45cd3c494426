"""Small drafts made in memory: Word documents, and PDFs written by hand."""

import io
import zlib

import docx
from archives import members, packed
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

W = nsdecls("w")
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
FOOTNOTES_RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


def word(*paragraphs: str) -> Document:
    """Returns a document with these paragraphs."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return document


def saved(document: Document) -> bytes:
    """Returns the bytes of a document."""
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def add_xml(document: Document, xml: str):
    """Adds an element written as XML to the body, before its last section, and returns it; ``w:`` is bound."""
    element = parse_xml(xml.replace(">", f" {W}>", 1) if "/>" not in xml.split(">")[0] + ">" else xml.replace("/>", f" {W}/>", 1))
    document.element.body.insert_element_before(element, "w:sectPr")
    return element


def add_table(document: Document, *rows: tuple[str, ...]):
    """Adds a table with these cells and returns it."""
    table = document.add_table(len(rows), len(rows[0]))
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    return table


def add_footnote(document: Document, number: int, text: str) -> None:
    """Adds a footnote whose reference stands at the end of the last paragraph."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    xml = (
        f'<w:footnotes {W}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        f'<w:footnote w:id="{number}"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    part = Part(PackURI("/word/footnotes.xml"), FOOTNOTES, xml.encode("utf-8"), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    run = document.paragraphs[-1].add_run()
    run._r.append(parse_xml(f'<w:footnoteReference {W} w:id="{number}"/>'))


def with_part(content: bytes, name: str, data: bytes) -> bytes:
    """Returns an archive with one part replaced or added."""
    return packed(members(content) | {name: data})


def pdf(*pages: list[tuple[float, float, str]], text: bool = True) -> bytes:
    """Returns a PDF of A4 pages; each holds lines as left edge, height (points) and text, in 12-point characters as wide as high.

    Args:
        pages: The lines of each page.
        text: Whether the characters are named (a ToUnicode map), as in every PDF whose text can be copied.
    """
    characters = sorted({character for page in pages for _, _, line in page for character in line})
    codes = {character: number for number, character in enumerate(characters, 1)}
    widths = " ".join(f"{number} [{500 if character.isascii() else 1000}]" for character, number in codes.items())
    mapping = "\n".join(f"<{number:04X}> <{character.encode('utf-16-be').hex()}>" for character, number in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> "
        f"endcodespacerange {len(codes)} beginbfchar\n{mapping}\nendbfchar endcmap end end"
    )
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{7 + 2 * number} 0 R' for number in range(len(pages)))}]>>",
        f"<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/DescendantFonts[4 0 R]{'/ToUnicode 6 0 R' if text else ''}>>",
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor 5 0 R/DW 1000/W[{widths}]>>",
        "<</Type/FontDescriptor/FontName/Song/Flags 4/FontBBox[0 -120 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 700/StemV 80>>",
        f"<</Length {len(cmap)}>>stream\n{cmap}\nendstream",
    ]
    for number, page in enumerate(pages):
        lines = [f"1 0 0 1 {left} {height} Tm <{''.join(f'{codes[character]:04X}' for character in line)}> Tj" for left, height, line in page]
        stream = zlib.compress(f"BT /F1 12 Tf {' '.join(lines)} ET".encode("ascii"))
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents {8 + 2 * number} 0 R>>")
        objects.append(f"<</Length {len(stream)}/Filter/FlateDecode>>stream\n{stream.decode('latin-1')}\nendstream")
    body, places = b"%PDF-1.5\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{item}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return body + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF".encode("ascii")
