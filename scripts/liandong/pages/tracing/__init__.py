"""Nothing untraced: every numeral of the article text answers for itself, in the sources and in the built site.

``rules`` says what a numeral without an origin is, ``markdown`` reads the sources, ``html`` what was built, ``data``
compares printed tables with what they were printed from, ``findings`` names what was found.
"""
