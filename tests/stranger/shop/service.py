import logging

log = logging.getLogger("shop")


class Service:
    def __init__(self, model):
        self.model, self.started = model, False

    async def start(self):
        self.started = True

    async def stop(self):
        self.started = False

    async def answer(self, question):
        log.info("asked %s", question)
        return (await self.model.ainvoke(question)).content
