"""Says where printed things come from: the text of a bulletin, quotations, data dictionaries, law."""
