"""What is done around the site, by who does it when.

- ``tools.build``: after each build. Adds what readers' machines want: Markdown, notebooks, a feed, an archive, fewer files.
- ``tools.check``: builds with other builders, and compares.
- ``tools.maintain``: what somebody does now and then, by a target of the Makefile.

All three start from the built HTML (``tools.built``), which one of the ``tools.builders`` made as ``mkdocs.yml`` says (``tools.settings``): what is
published twice cannot differ.
"""
