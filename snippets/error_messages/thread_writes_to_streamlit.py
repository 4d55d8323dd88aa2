from unittest.mock import patch

from streamlit.runtime.scriptrunner_utils import script_run_context
from streamlit.testing.v1 import AppTest


def app():
    import threading

    import streamlit as st

    thread = threading.Thread(target=st.write, args=["Hello from a thread."])
    thread.start()
    thread.join()


def show(line, *names):
    print(line % names)


# Streamlit's log, without the time.
with patch.object(script_run_context._LOGGER, "warning", show):
    page = AppTest.from_function(app).run()
print("the page shows", [shown.value for shown in page.markdown])
