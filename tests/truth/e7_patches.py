import asyncio
import json
import random
import time

print(asyncio.run.__module__, json.dumps(1), time.sleep.__name__, random.random.__name__)
asyncio.run = json.dumps = random.random = lambda *_: "patched"
time.sleep = asyncio.Task = None
asyncio.BaseEventLoop.run_forever = None
