from progress import app
from terminal import type_in

type_in(app, "praise pears 'plums in syrup' 'very, very old figs'")
