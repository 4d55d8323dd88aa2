import asyncio
import subprocess
import sys

try:
    print(subprocess.run([sys.executable, "-c", "print(1)"], capture_output=True, text=True).stdout.strip())
except OSError as error:
    print(error)


async def main():
    try:
        child = await asyncio.create_subprocess_exec(sys.executable, "-c", "print(2)", stdout=-1)
        print((await child.communicate())[0].decode().strip())
    except OSError as error:
        print(error)


asyncio.run(main())
