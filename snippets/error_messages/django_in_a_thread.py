import asyncio

import django
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.management import call_command

database = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
settings.configure(
    DATABASES={"default": database},
    INSTALLED_APPS=["django.contrib.contenttypes"],
)
django.setup()

from django.contrib.contenttypes.models import ContentType  # noqa: E402


def count():
    call_command("migrate", verbosity=0)
    return ContentType.objects.count()


async def view():
    return await sync_to_async(count)()


print(asyncio.run(view()))
