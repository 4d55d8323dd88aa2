import signal
import threading


def serve():
    print("Serving")


signal.signal(signal.SIGTERM, lambda *_: print("Stopping"))
thread = threading.Thread(target=serve)
thread.start()
thread.join()
