import logging
import time

from streamlit.testing.v1 import AppTest

logging.disable(logging.WARNING)
page = AppTest.from_file("stream.py", default_timeout=60).run()
for fruit in ["apples", "pears"]:
    began = time.perf_counter()
    page.text_input[0].set_value(fruit).run()
    seconds = time.perf_counter() - began
    print(f"{seconds:.1f} s: {page.markdown[0].value}")
