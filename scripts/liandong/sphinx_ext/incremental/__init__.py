"""What is kept from build to build, so that just the pages that show something new are read and written again."""
