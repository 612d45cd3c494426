"""Shows statistics: their values, formulas, tables, cards and entries, charts and switches of basis."""
