from langchain_core.runnables import RunnableLambda

orders = []


def order(pizza):
    orders.append(pizza)
    if len(orders) == 1:
        raise ConnectionError("the receipt was lost")
    return f"{pizza} is on its way"


buy = RunnableLambda(order).with_retry(wait_exponential_jitter=False)
print(buy.invoke("Margherita"))
print("the kitchen has:", orders)
