import logging

from streamlit.testing.v1 import AppTest

logging.disable(logging.WARNING)
page = AppTest.from_file("several.py", default_timeout=60).run()
for fruits in ["apples pears", "plums figs dates"]:
    page.text_input[0].set_value(fruits).run()
    for shown in page.markdown:
        print(shown.value)
