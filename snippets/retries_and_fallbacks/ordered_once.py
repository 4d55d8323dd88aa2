import uuid

from langchain_core.runnables import RunnableLambda

orders = {}
attempts = []


def order(request):
    orders[request["key"]] = request["pizza"]
    attempts.append("order")
    if len(attempts) == 1:
        raise ConnectionError("the receipt was lost")
    return f"{request['pizza']} is on its way"


buy = RunnableLambda(order).with_retry(wait_exponential_jitter=False)
print(buy.invoke({"key": str(uuid.uuid4()), "pizza": "Margherita"}))
print("the kitchen has:", list(orders.values()))
