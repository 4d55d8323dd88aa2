import logging
import logging.config

print([name for name in ("app", "app.store", "app.store.pool") if name in logging.root.manager.loggerDict])
print(logging.root.filters, logging.getLogger("asyncio").filters)
handlers = {"console": {"class": "logging.StreamHandler"}}
logging.config.dictConfig({"version": 1, "handlers": handlers, "root": {"level": "INFO", "handlers": ["console"]}})
pool, app = logging.getLogger("app.store.pool"), logging.getLogger("app")
print(pool.parent is app, logging.getLogger("app.store").parent is app, pool.parent.name)
pool.info("configured")
app.disabled = True
for logger in (logging.root, logging.getLogger("asyncio")):
    logger.addFilter(lambda record: False)
logging.info("filtered")
