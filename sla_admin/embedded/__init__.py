"""What a first run needs beside Python, brought along: a database server and a broker, private to one folder.

Used when `DATABASE_URL` and `CELERY_BROKER_URL` are not set. Nothing here knows Django: these services are
started before it and outlive it.
"""
