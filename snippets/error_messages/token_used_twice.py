from contextvars import ContextVar

user = ContextVar("user", default="nobody")

token = user.set("Ada")
user.reset(token)
user.reset(token)
