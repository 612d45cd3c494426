"""What every page has around its text: words, appearance, head, search, policy, and the templates of the theme."""
