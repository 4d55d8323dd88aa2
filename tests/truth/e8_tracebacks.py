import logging
import sys
import traceback


def fail():
    raise ValueError("here")


try:
    fail()
except ValueError:
    traceback.print_exc()
logging.basicConfig(stream=sys.stderr)
try:
    fail()
except ValueError:
    logging.exception("logged")


def stand():
    traceback.print_stack()


stand()
print(traceback.format_list(traceback.extract_stack()) == traceback.format_stack()[:-1] + traceback.format_stack()[-1:] or 1)
