import os

os.write(1, b"out, directly\n")
os.write(2, b"err, directly\n")
print(os.read(0, 10))
with open(0, closefd=True) as nothing:
    print(nothing.read() == "")
