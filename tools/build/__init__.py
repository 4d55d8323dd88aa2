"""What is added to the site after it is built: Markdown, notebooks, a feed, an archive, fewer files (``make build offline``)."""
