"""What a page shows: the library of snippets, and the Markdown extensions that embed them."""
