"""Excel in, Excel out: a bulletin's tables as one workbook, and a workbook's changes back into the tables.

`layout` plans the sheets; `writing` and `cover` make the file.
`archive` refuses what must not be opened; `reading`, `sheet_reading` and `cell_text` read the rest.
`changes` compares, `trial` checks the new tables in a copy, `journal` writes all or none. `importing` leads.
Nothing is imported here, so that `journal` can run before any environment exists.
"""
