# SPDX-License-Identifier: Apache-2.0
"""Prints what to_date and date_trunc give for every hour of 2020 to 2030 by Python's zoneinfo, a digest for each zone,
year and unit: python3 zone_hours.py > zone_hours.csv

  python3 zone_hours.py Europe/Oslo 2026 month     prints the results themselves: seconds, and what each is cut to
"""

import sys
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

ZONES = ["Europe/Oslo", "Europe/Copenhagen", "Europe/Helsinki", "America/New_York", "UTC"]
UNITS = ["to_date", "hour", "day", "week", "month", "quarter", "year"]
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MASK = 2**64 - 1


def result(moment, zone, unit):
    """Days for to_date; else seconds."""
    local = moment.astimezone(zone)
    if unit == "to_date":
        return (local.date() - EPOCH.date()).days
    if unit == "hour":
        return seconds(moment) - local.minute * 60 - local.second
    start = local.date()
    if unit == "week":
        start -= timedelta(days=start.weekday())
    if unit in ("month", "quarter", "year"):
        start = start.replace(day=1)
    if unit == "quarter":
        start = start.replace(month=(start.month - 1) // 3 * 3 + 1)
    if unit == "year":
        start = start.replace(month=1)
    # The earlier instant where clocks show a midnight twice.
    return seconds(datetime(start.year, start.month, start.day, tzinfo=zone, fold=0))


def seconds(moment):
    return (moment.astimezone(timezone.utc) - EPOCH) // timedelta(seconds=1)


def hours(year):
    moment = datetime(year, 1, 1, tzinfo=timezone.utc)
    while moment.year == year:
        yield moment
        moment += timedelta(hours=1)


def digest(values):
    """Depends on every value and on their order."""
    state = 0xCBF29CE484222325
    for value in values:
        state = ((state ^ (value & MASK)) * 0x100000001B3) & MASK
        state ^= state >> 29
    return state


def main():
    if len(sys.argv) > 1:
        name, year, unit = sys.argv[1:]
        for moment in hours(int(year)):
            print(seconds(moment), result(moment, ZoneInfo(name), unit))
        return
    print("zone,year,unit,hours,digest")
    for name in ZONES:
        zone = ZoneInfo(name)
        for year in range(2020, 2031):
            for unit in UNITS:
                values = [result(moment, zone, unit) for moment in hours(year)]
                print(name, year, unit, len(values), digest(values), sep=",")


main()
