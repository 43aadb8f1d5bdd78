"""Moments and slots as the office says them, in wall time: «Tuesday, Nov 3, 4:30 PM»."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mentoring.slots import Slot, Weekday

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def hour(wall: time | datetime) -> str:
    half = "AM" if wall.hour < 12 else "PM"
    return f"{wall.hour % 12 or 12}:{wall.minute:02d} {half}"


def day(on: date) -> str:
    return f"{DAY_NAMES[on.weekday()]}, {MONTH_NAMES[on.month - 1]} {on.day}"


def weekly(slot: Slot) -> str:
    length = "" if slot.minutes == 60 else f", {slot.minutes} minutes"
    return f"{DAY_NAMES[Weekday(slot.weekday)]}s {hour(slot.time)}{length}"


def clock_time(at: datetime, zone: ZoneInfo) -> str:
    return hour(at.astimezone(zone))


def exact_time(at: datetime, zone: ZoneInfo) -> str:
    """With seconds, for records: «4:33:10 PM»."""
    wall = at.astimezone(zone)
    clock, half = hour(wall).split()
    return f"{clock}:{wall.second:02d} {half}"


def moment(at: datetime, zone: ZoneInfo) -> str:
    wall = at.astimezone(zone)
    return f"{day(wall.date())}, {hour(wall)}"


def span(since: datetime, until: datetime, zone: ZoneInfo) -> str:
    return f"{clock_time(since, zone)} to {clock_time(until, zone)}"


def length(of: timedelta) -> str:
    minutes, seconds = divmod(round(of.total_seconds()), 60)
    return f"{minutes} min {seconds} s" if minutes and seconds else f"{minutes} min" if minutes else f"{seconds} s"
