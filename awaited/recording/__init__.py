"""What is kept of a run: calls, prints, the file beside a snippet, the comparison of two runs, and the checks of exercises."""
