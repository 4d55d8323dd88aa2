class Bad:
    def __del__(self):
        raise ValueError("in del")


bad = Bad()
del bad
print("goes on")
