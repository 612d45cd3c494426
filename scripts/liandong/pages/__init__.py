"""The one reader of the book's chapters and of its built pages."""
