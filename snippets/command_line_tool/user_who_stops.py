from praise import app
from terminal import press_ctrl_c, type_in

press_ctrl_c(after=1.5)
type_in(app, "praise many pears 'the whole orchard'")
print("$")
