import logging
import threading

from streamlit.testing.v1 import AppTest

logging.disable(logging.WARNING)


def use(name, fruit):
    page = AppTest.from_file("ask.py", default_timeout=60).run()
    page.text_input[0].set_value(fruit).run()
    print(f"{name} reads: {page.markdown[0].value}")


users = [
    threading.Thread(target=use, args=["Ada", "apples"]),
    threading.Thread(target=use, args=["Ben", "pears"]),
]
for user in users:
    user.start()
for user in users:
    user.join()
