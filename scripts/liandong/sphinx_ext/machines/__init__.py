"""For other programs and for those who cite: data files, descriptions of the data, releases."""
