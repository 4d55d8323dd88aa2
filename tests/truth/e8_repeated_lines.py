def deep(n):
    if n:
        deep(n - 1)
    raise ValueError(n)


def two(n):
    if n:
        (two if n % 2 else deep)(n - 1)
    raise ValueError(n)


last = None
for function, n in ((deep, 3), (deep, 4), (deep, 5), (two, 7)):
    try:
        function(n)
    except ValueError as error:
        error.__cause__ = last
        last = error
raise last
