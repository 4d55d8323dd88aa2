from terminal import press_ctrl_c, type_in
from threaded import app

press_ctrl_c(after=1.5)
type_in(app, "praise pears 'the whole orchard'")
print("$")
