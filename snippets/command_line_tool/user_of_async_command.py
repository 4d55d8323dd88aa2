from async_command import app
from terminal import type_in

type_in(app, "praise apples")
print("that was all")
