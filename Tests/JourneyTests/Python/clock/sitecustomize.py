"""Python runs this before anything else when its folder is in PYTHONPATH: moves its clock by
CLOCK_OFFSET_SECONDS, so that it agrees with a test server's (see TestDay.swift)."""

import datetime
import os
import time
import traceback

offset = int(os.environ.get("CLOCK_OFFSET_SECONDS", "0"))
if offset:
    # Python ignores what goes wrong here, and would then go by another day than the server.
    try:
        import time_machine

        now = datetime.datetime.now(datetime.timezone.utc)
        time_machine.travel(now + datetime.timedelta(seconds=offset), tick=True).start()
        # It runs from the first look: without this one, from whenever somebody needs the time.
        time.time()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
