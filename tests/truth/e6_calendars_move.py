import datetime
import io
import logging
import time

before = (
    datetime.datetime.now(),
    datetime.datetime.now(datetime.UTC),
    time.mktime(time.localtime()),
    time.clock_gettime(time.CLOCK_MONOTONIC),
    time.time(),
    time.strftime("%Y"),
)
text = io.StringIO()
handler = logging.StreamHandler(text)
handler.setFormatter(logging.Formatter("%(created)f"))
logging.getLogger("clock").addHandler(handler)
logging.getLogger("clock").warning("")
time.sleep(1)
logging.getLogger("clock").warning("")
first, second = map(float, text.getvalue().split())
print(round((datetime.datetime.now() - before[0]).total_seconds()))
print(round((datetime.datetime.now(datetime.UTC) - before[1]).total_seconds()))
print(round(time.mktime(time.localtime()) - before[2]))
print(round(time.clock_gettime(time.CLOCK_MONOTONIC) - before[3]))
print(round(time.time() - before[4]), round(second - first))
print(datetime.date.today() == datetime.datetime.now().date(), len(time.strftime("%Y")))
