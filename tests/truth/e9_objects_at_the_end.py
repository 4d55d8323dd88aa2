class Kept:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("lets go of", self.name)


class Bad:
    def __del__(self):
        raise ValueError("at the end")


first, _second, third = Kept("first"), Kept("second"), Kept("third")
first.itself = first
bad = Bad()
del third
print("the end")
