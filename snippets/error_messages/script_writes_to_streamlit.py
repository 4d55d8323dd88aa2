from unittest.mock import patch

from streamlit.runtime.scriptrunner_utils import script_run_context
from streamlit.testing.v1 import AppTest


def app():
    from concurrent.futures import ThreadPoolExecutor

    import streamlit as st

    with ThreadPoolExecutor() as pool:
        text = pool.submit(str.title, "hello from a thread.").result()
    st.write(text)


def show(line, *names):
    print(line % names)


# Streamlit's log, without the time.
with patch.object(script_run_context._LOGGER, "warning", show):
    page = AppTest.from_function(app).run()
print("the page shows", [shown.value for shown in page.markdown])
