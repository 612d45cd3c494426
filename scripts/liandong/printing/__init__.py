"""The whole book as one PDF: put together from the built site's pages and printed by a Chromium that is there already.

The order of things: `assembly` reads what the book holds and in which order and makes one HTML document of it,
`chromium` prints it, `finishing` mends the text that is copied and sets the metadata, `book` calls them and puts the
file in its place.
"""

from liandong.printing.book import PdfResult, make_pdf

__all__ = ["PdfResult", "make_pdf"]
