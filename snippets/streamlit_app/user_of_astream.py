import logging

from streamlit.testing.v1 import AppTest

logging.disable(logging.WARNING)
page = AppTest.from_file("astream.py", default_timeout=60).run()
for fruit in ["apples", "pears", "plums"]:
    page.text_input[0].set_value(fruit).run()
    for shown in [*page.markdown, *page.error]:
        print(f"{fruit}: {shown.value}")
