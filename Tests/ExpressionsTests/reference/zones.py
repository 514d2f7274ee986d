# SPDX-License-Identifier: Apache-2.0
"""Prints offsets around every change of clocks by Python's zoneinfo: python3 zones.py > zones.csv"""
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

ZONES = ["Europe/Oslo", "Europe/Copenhagen", "Europe/Helsinki", "America/New_York", "UTC"]


def main():
    print("zone,instant in seconds,offset in seconds,day,start of local day in seconds")
    for name in ZONES:
        zone = ZoneInfo(name)
        moment = datetime(2020, 1, 1, tzinfo=timezone.utc)
        previous = None
        while moment < datetime(2031, 1, 1, tzinfo=timezone.utc):
            offset = moment.astimezone(zone).utcoffset()
            if previous is not None and offset != previous:
                for seconds in (-7200, -3601, -3600, -1, 0, 1, 3599, 3600, 7200, 43200):
                    show(name, zone, moment + timedelta(seconds=seconds))
            if moment.day == 15 and moment.hour == 23:
                show(name, zone, moment)
            previous = offset
            moment += timedelta(hours=1)
        for year in (1985, 2037, 2038, 2050, 2099, 2399):
            for month in range(1, 13):
                show(name, zone, datetime(year, month, 28, 22, 30, tzinfo=timezone.utc))


def show(name, zone, moment):
    local = moment.astimezone(zone)
    start = local.replace(hour=0, minute=0, second=0, fold=0).astimezone(timezone.utc)
    offset = int(local.utcoffset().total_seconds())
    print(name, int(moment.timestamp()), offset, local.date(), int(start.timestamp()), sep=",")


main()
