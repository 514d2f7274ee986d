# SPDX-License-Identifier: Apache-2.0
"""Writes cases for CronReferenceTests: random expressions and instants with the fire times that croniter finds.

    python3 -m venv venv && venv/bin/pip install croniter
    venv/bin/python generate.py 300 7 >cases.json

croniter reads the fields on a clock without summer time; the two rules of summer time are worked out here, from Python's
own zoneinfo, so that they are checked independently of the program. croniter's `implement_cron_bug` is the rule of
Vixie cron for `*` in a day field. What else differs, README.md of Sources/Schedules tells; it is left out here.
"""
import json
import random
import re
import sys
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from croniter import croniter

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
DAYS = "sun mon tue wed thu fri sat".split()
ZONES = ["UTC", "Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca",
         "America/St_Johns", "Pacific/Apia"]
FIELDS = [(0, 59, None), (0, 23, None), (1, 31, None), (1, 12, MONTHS), (0, 6, DAYS)]


def word(random_, value, low, names):
    if names and random_.random() < 0.5:
        name = names[value - low]
        return random_.choice([name, name.upper(), name.capitalize()])
    return str(value)


def item(random_, low, high, names):
    kind = random_.random()
    first = random_.randint(low, high)
    if kind < 0.5:
        return word(random_, first, low, names)
    if kind < 0.6:
        return f"*/{random_.randint(1, min(high, 20))}"
    if kind < 0.68:
        return f"{first}/{random_.randint(1, min(high, 9))}"
    last = random_.randint(low, high)
    if last < first and (not names or random_.random() < 0.6):
        first, last = last, first
    if first == last:
        return word(random_, first, low, names)
    text = f"{word(random_, first, low, names)}-{word(random_, last, low, names)}"
    return text if kind < 0.85 or last < first else f"{text}/{random_.randint(1, min(high, 9))}"


def field(random_, position, free_day=False):
    low, high, names = FIELDS[position]
    if random_.random() < (0.25, 0.25, 0.5, 0.6, 0.5)[position]:
        return "*"
    if position == 2 and random_.random() < 0.15:
        return "L" if random_.random() < 0.6 else f"{random_.randint(1, 28)},L"
    if position == 4 and free_day and random_.random() < 0.2:
        return ",".join(f"L{random_.randint(0, 6)}" for _ in range(random_.randint(1, 2)))
    if position == 4 and random_.random() < 0.1:
        return random_.choice(["7", "5-7", "0,7"])
    return ",".join(item(random_, low, high, names) for _ in range(random_.choice([1, 1, 1, 2, 3])))


def full(text, position):
    """Whether a field holds every value without beginning with `*`."""
    columns = ["0", "0", "*", "*", "*"]
    columns[position] = text
    return not text.startswith("*") and croniter(" ".join(columns)).expanded[position] == ["*"]


def fire(wall, zone):
    """The first instant at which the zone's clocks show `wall` or have jumped over it."""
    instant = wall.replace(tzinfo=zone, fold=0).astimezone(timezone.utc)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    before, after = instant - timedelta(days=1, hours=1), instant
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            before = middle
        else:
            after = middle
    return after


def expected(expression, instant, zone, step):
    """The nearest fire time behind (`step` 1) or before (-1) an instant; None if there is none."""
    # Wide enough for the widest jump of any zone in the list, a day.
    wall = instant.astimezone(zone).replace(tzinfo=None) - step * timedelta(hours=25)
    walls = croniter(expression, wall - step * timedelta(minutes=1), implement_cron_bug=True,
                     max_years_between_matches=60)
    while True:
        found = fire(walls.get_next(datetime) if step > 0 else walls.get_prev(datetime), zone)
        if (found > instant) if step > 0 else (found < instant):
            return found


def case(random_):
    fields = [field(random_, position) for position in range(4)]
    expression = " ".join([*fields, field(random_, 4, free_day=fields[2] == "*")])
    # Such fields count as `*` for croniter.
    if any(full(fields_, position) for position, fields_ in enumerate(expression.split()) if position in (2, 4)):
        return None
    zone = random_.choice(ZONES)
    start = datetime(2011, 1, 1, tzinfo=timezone.utc)
    instant = start + timedelta(seconds=random_.randint(0, 24 * 365 * 86_400))
    if random_.random() < 0.5:
        # Around a jump: the instants at which the zone's offset changes within a year.
        hours = [instant + timedelta(hours=hour) for hour in range(0, 366 * 24, 1)]
        offsets = [moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in hours[::24]]
        days = [day for day in range(1, len(offsets)) if offsets[day] != offsets[day - 1]]
        if days:
            instant = hours[24 * random_.choice(days)] + timedelta(minutes=random_.randint(-3_000, 1_600))
    instant = instant.replace(second=random_.choice([0, 0, 30]))
    try:
        next_, previous = (expected(expression, instant, ZoneInfo(zone), step) for step in (1, -1))
    except Exception:
        return None
    return {
        # What croniter spells L5 is 5L here.
        "cron": re.sub(r"L([0-6])", r"\1L", expression), "zone": zone, "at": instant.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "next": int(next_.timestamp()), "previous": int(previous.timestamp()),
        "seconds": int(instant.timestamp()),
    }


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    random_ = random.Random(seed)
    cases = []
    while len(cases) < count:
        if found := case(random_):
            cases.append(found)
    print("[\n" + ",\n".join(json.dumps(found) for found in cases) + "\n]")


main()
