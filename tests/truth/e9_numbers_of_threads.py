import threading

main = threading.main_thread()
print(threading.get_ident() == main.ident, threading.get_native_id() == main.native_id)
numbers = []
threads = [
    threading.Thread(
        target=lambda: numbers.append((threading.get_ident(), threading.get_native_id(), threading.current_thread()))
    )
    for _ in range(2)
]
for thread in threads:
    thread.start()
    thread.join()
print([(ident == thread.ident, native == thread.native_id) for ident, native, thread in numbers])
print(main.name, [thread.name for thread in threads], threading.active_count())
