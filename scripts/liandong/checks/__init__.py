"""The checks of a project: of its tables, texts and pages, and of what its cells computed, as one list."""
