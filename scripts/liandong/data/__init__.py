"""The ground: text files and their encodings, tables, the dictionary and its constraints, whole folders swapped."""
