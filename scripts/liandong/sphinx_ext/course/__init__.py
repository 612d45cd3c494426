"""The course: questions, glossary, templates of office documents."""
