from decorated_command import app
from terminal import type_in

type_in(app, "praise apples")
