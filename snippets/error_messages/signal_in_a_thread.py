import signal
import threading


def serve():
    signal.signal(signal.SIGTERM, lambda *_: print("Stopping"))
    print("Serving")


thread = threading.Thread(target=serve)
thread.start()
thread.join()
