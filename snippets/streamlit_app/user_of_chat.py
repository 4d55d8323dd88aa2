import logging

from streamlit.testing.v1 import AppTest

logging.disable(logging.WARNING)
page = AppTest.from_file("chat.py", default_timeout=60).run()
for question in ["Praise apples.", "Which fruit was that?"]:
    page.chat_input[0].set_value(question).run()
for message in page.chat_message:
    print(f"{message.name}: {message.markdown[0].value}")
