from praise import app
from terminal import type_in

type_in(app, "praise one apples")
type_in(app, "praise many pears plums dried-figs")
