"""Office templates: Word and Excel files made from the teaching ledger, one module a template, the page set-up shared."""

# Where the site has them.
FOLDER = "templates"
