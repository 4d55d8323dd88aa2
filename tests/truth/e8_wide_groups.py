def failed(error, cause=None):
    try:
        raise error from cause
    except Exception as caught:
        return caught


deep = failed(ExceptionGroup("deep", [failed(KeyError("in\ntwo lines")), OSError(2, "no traceback")]))
many = ExceptionGroup("many", [ValueError(n) for n in range(17)])
raise ExceptionGroup("wide", [failed(LookupError("why"), ValueError("cause")), many, deep])
