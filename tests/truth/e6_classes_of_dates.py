import datetime
import pickle


class Moment(datetime.datetime):
    pass


now = Moment.now()
print(type(now).__name__, isinstance(now, datetime.datetime), type(now + datetime.timedelta(1)).__name__)
print(pickle.loads(pickle.dumps(datetime.datetime(2020, 1, 1))), datetime.datetime.__module__)
