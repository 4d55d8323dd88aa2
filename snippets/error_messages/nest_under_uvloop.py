import asyncio

import nest_asyncio2


class Loop(asyncio.AbstractEventLoop):
    # Stands for uvloop's, which is written in C.
    pass


nest_asyncio2.apply(Loop())
