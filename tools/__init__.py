"""What happens to the site after it is built, and what checks it.

``python -m tools.publish`` adds what readers' machines want (Markdown, ``llms.txt``, a feed, notebooks), ``python -m tools.offline`` makes the
archive, ``python -m tools.canary`` builds with other builders. Everything starts from the built HTML: what is published twice cannot differ.
``tools.integrations`` and ``tools.social`` make the two things on the site that are neither prose nor a recording: a table and a picture.
"""
