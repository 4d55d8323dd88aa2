import logging

from streamlit.testing.v1 import AppTest

logging.disable(logging.WARNING)
page = AppTest.from_file("found.py", default_timeout=60).run()
page.button[0].click().run()
print("the page shows", [shown.value for shown in page.markdown])
