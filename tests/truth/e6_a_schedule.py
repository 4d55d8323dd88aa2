import time

from apscheduler.schedulers.background import BackgroundScheduler

ran = []
scheduler = BackgroundScheduler()
scheduler.add_job(lambda: ran.append(1), "interval", seconds=0.2)
scheduler.start()
time.sleep(0.7)
scheduler.shutdown()
print(len(ran))
