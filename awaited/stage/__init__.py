"""Where a program runs: virtual time, fibers in the place of threads, and everything else that a program sees of its machine."""
