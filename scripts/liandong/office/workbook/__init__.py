"""Excel in, Excel out: a bulletin's tables as one workbook, and a workbook's changes back into the tables.

`layout` plans the sheets; `writing` makes the file.
`archive` refuses what must not be opened; `reading`, `sheet_reading` and `cell_text` read the rest.
`changes` compares. `liandong.importing` checks and writes what has changed.
"""
