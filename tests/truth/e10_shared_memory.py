from multiprocessing import shared_memory

one = shared_memory.SharedMemory(create=True, size=8)
one.buf[:2] = b"hi"
other = shared_memory.SharedMemory(one.name)
print(bytes(other.buf[:2]))
other.close()
one.close()
one.unlink()
