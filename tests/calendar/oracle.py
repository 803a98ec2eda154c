#!/usr/bin/env python3
"""An independent oracle for business time.

It knows working days from the package `holidays` and shifts days with numpy's busday functions; hours it counts on a map of minutes, one
bit each. Nothing is read from our calendars. Random questions go to the program `count` (engine/definition/examples), and every answer
has to be equal. Then every minute two hours around each change of clocks is asked, for calendars that work at night.

    oracle.py PROGRAM CALENDARS [--count 1000000] [--seed 1]
"""

import argparse
import datetime as dt
import random
import subprocess
import sys
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
import numpy as np

BEGIN, END = dt.date(2020, 1, 1), dt.date(2028, 1, 1)
NIGHTS = Path(__file__).parent / "nights"
MORNING, LONGER = [(540, 780), (840, 1080)], [(540, 720), (780, 1020)]
# Country, hours of a day, end of what is known, zones.
COUNTRIES = {
    "ru": ("RU", MORNING, END, ["Europe/Moscow", "Asia/Yekaterinburg"]),
    "de": ("DE", MORNING, END, ["Europe/Berlin"]),
    "kz": ("KZ", MORNING, dt.date(2027, 1, 1), ["Asia/Almaty"]),
    "us": ("US", LONGER, END, ["America/New_York", "America/Santiago"]),
}
# Article 112 of Russia's Labour Code: an eve of one of these is an hour shorter (article 95).
ARTICLE_112 = {(1, day) for day in range(1, 9)} | {(2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)}
QUESTIONS = ["add_minutes", "add_hours", "add_days", "subtract_minutes", "subtract_days", "opening", "closing", "end_of_day",
             "minutes_between", "days_between"]
DAY = 1440


def minutes_of(day):
    return (day - dt.date(1970, 1, 1)).days * DAY


class Country:
    """Working hours of each day, out of `holidays`."""

    def __init__(self, code, hours, end):
        self.begin, self.end = BEGIN - dt.timedelta(2), end
        book = holidays.country_holidays(code, years=range(BEGIN.year - 1, END.year + 1), language="en_US")
        self.hours = {}
        day = self.begin
        while day < self.end:
            works = book.is_working_day(day)
            self.hours[day] = self.shorter(hours) if works and code == "RU" and self.is_eve(book, day) else hours if works else []
            day += dt.timedelta(1)
        off = [day for day, spans in self.hours.items() if not spans]
        self.weekmask = np.busdaycalendar(weekmask="1111111", holidays=np.array(off, dtype="datetime64[D]"))

    @staticmethod
    def shorter(hours):
        return hours[:-1] + [(hours[-1][0], hours[-1][1] - 60)]

    @staticmethod
    def is_eve(book, day):
        """Before a holiday, or worked in place of such a day."""
        def eve(one):
            tomorrow = one + dt.timedelta(1)
            return (tomorrow.month, tomorrow.day) in ARTICLE_112
        moved = f"(substituted from {day:%m/%d/%Y})"
        instead = [other for other, name in book.items() if moved in name and day in book.weekend_workdays]
        return eve(day) or any(eve(other) for other in instead)


class Minutes:
    """A map of minutes since `first`: which of them are worked."""

    def __init__(self, first, worked):
        self.first, self.worked = first, worked
        self.before = np.concatenate([[0], np.cumsum(worked)])
        self.places = np.flatnonzero(worked)

    def up_to(self, at):
        return self.before[at - self.first]

    def add(self, at, amount):
        return at if amount == 0 else int(self.places[self.up_to(at) + amount - 1]) + 1 + self.first

    def subtract(self, at, amount):
        return at if amount == 0 else int(self.places[self.up_to(at) - amount]) + self.first

    def opening(self, at):
        return int(self.places[self.up_to(at)]) + self.first

    def closing(self, at):
        return at if self.worked[at - self.first] else int(self.places[self.up_to(at) - 1]) + 1 + self.first

    def between(self, low, high):
        return int(self.up_to(high) - self.up_to(low))


class Clock:
    """What the clocks of a zone show, minute by minute, in minutes of local time; they never go back."""

    def __init__(self, zone, first, count):
        info, self.first = ZoneInfo(zone), first
        shown = np.empty(count, dtype=np.int64)
        for place in range(0, count, 15):
            at = dt.datetime.fromtimestamp((first + place) * 60, info)
            offset = int(at.utcoffset().total_seconds()) // 60
            shown[place:place + 15] = np.arange(first + place, first + min(place + 15, count)) + offset
        self.shown, self.reached = shown, np.maximum.accumulate(shown)

    def utc(self, local):
        """The first minute at which the clocks show this or later."""
        return int(np.searchsorted(self.reached, local)) + self.first

    def minutes(self, days):
        """The map of these days: pairs of a day in minutes of local time, and spans."""
        worked = np.zeros(len(self.shown), dtype=bool)
        for day, spans in days:
            for low, high in spans:
                worked[self.utc(day + low) - self.first:self.utc(day + high) - self.first] = True
        return Minutes(self.first, worked)


class Place:
    """A country's hours in a zone."""

    def __init__(self, country, zone):
        self.country = country
        first = minutes_of(country.begin)
        self.clock = Clock(zone, first, minutes_of(country.end) - first)
        self.map = self.clock.minutes((minutes_of(day), spans) for day, spans in country.hours.items())

    def local(self, at):
        return divmod(int(self.clock.shown[at - self.clock.first]), DAY)

    def on(self, day, minute):
        """This time of a working day: its last moment of work up to it, or its opening."""
        spans = self.country.hours[dt.date(1970, 1, 1) + dt.timedelta(day)]
        fits = [min(minute, high) for low, high in spans if low <= minute]
        return self.clock.utc(day * DAY + (fits[-1] if fits else spans[0][0]))

    def shift(self, day, number):
        moved = np.busday_offset(np.datetime64(day, "D"), number, busdaycal=self.country.weekmask)
        return int(moved.astype(np.int64))

    def add_days(self, at, number):
        day, minute = self.local(self.map.opening(at))
        return self.on(self.shift(day, number), minute) if number else self.map.opening(at)

    def subtract_days(self, at, number):
        closing = self.map.closing(at)
        # A closing belongs to the day it ends.
        day, minute = self.local(closing)
        return self.on(self.shift(day, -number), minute) if number else closing

    def end_of_day(self, at):
        day, _ = self.local(self.map.opening(at))
        return self.clock.utc(day * DAY + self.country.hours[dt.date(1970, 1, 1) + dt.timedelta(day)][-1][1])

    def days_between(self, low, high):
        if high < low:
            return -self.days_between(high, low)
        first, last = self.local(self.map.opening(low))[0], self.local(high)[0]
        number = int(np.busday_count(np.datetime64(first + 1, "D"), np.datetime64(max(last, first) + 1, "D"),
                                     busdaycal=self.country.weekmask))
        return number - 1 if number and self.add_days(low, number) > high else number

    def answer(self, question, at, rest):
        days = {"add_days": self.add_days, "subtract_days": self.subtract_days, "days_between": self.days_between}
        hours = {"add_minutes": self.map.add, "subtract_minutes": self.map.subtract}
        if question in days:
            return days[question](at, rest)
        if question in hours:
            return hours[question](at, rest)
        if question == "add_hours":
            return self.map.add(at, rest * 60)
        if question == "minutes_between":
            return self.map.between(at, rest) if at <= rest else -self.map.between(rest, at)
        return {"opening": self.map.opening, "closing": self.map.closing, "end_of_day": self.end_of_day}[question](at)


IS_MOMENT = {"minutes_between", "days_between"}


def line(calendar, zone, question, at, rest):
    return f"{calendar} {zone} {question} {at * 60} {rest * 60 if question in IS_MOMENT else rest}"


def random_questions(count, seed):
    chance = random.Random(seed)
    places = []
    for name, (code, hours, end, zones) in COUNTRIES.items():
        country = Country(code, hours, end)
        places += [(name, zone, Place(country, zone)) for zone in zones]
    for number in range(count):
        name, zone, place = places[number % len(places)]
        question = chance.choice(QUESTIONS)
        # Room for the longest question on the side it goes to: 80 working days.
        room, low, high = 140 * DAY, minutes_of(BEGIN), minutes_of(place.country.end)
        ahead = 0 if question.startswith("subtract") or question in IS_MOMENT else room
        back = room if question.startswith("subtract") else 15 * DAY if question == "closing" else 0
        tail = 15 * DAY if question in IS_MOMENT else 0
        at = chance.randrange(low + back, high - ahead - tail)
        longest = {"add_days": 81, "subtract_days": 81, "add_hours": 600}.get(question, 36_000)
        rest = chance.randrange(low, high - tail) if question in IS_MOMENT else chance.randrange(chance.choice([4, 40, longest]) + 1)
        yield line(name, zone, question, at, rest), place.answer(question, at, rest)


def changes(zone):
    """The minutes at which the clocks of a zone are changed."""
    info, found = ZoneInfo(zone), []
    offset = lambda hour: dt.datetime.fromtimestamp(hour * 3600, info).utcoffset()
    low, high = minutes_of(BEGIN) // 60, minutes_of(END) // 60
    return [hour * 60 for hour in range(low + 1, high) if offset(hour) != offset(hour - 1)]


# What the calendars of the folder `nights` say, every day of the week.
AT_NIGHT = {
    "nights": [(0, 360), (1320, 1440)],
    "pieces": [(15, 60), (90, 150), (165, 195), (1410, 1440)],
    "always": [(0, 1440)],
}


def questions_at_changes():
    for zone in ["Europe/Berlin", "America/New_York", "America/Santiago"]:
        for change in changes(zone):
            first = change - 6 * DAY
            clock = Clock(zone, first, 12 * DAY)
            days = range((change // DAY) - 5, (change // DAY) + 5)
            for name, spans in AT_NIGHT.items():
                table = clock.minutes((day * DAY, spans) for day in days)
                for at in range(change - 120, change + 121):
                    later = change + 300
                    yield line(name, zone, "minutes_between", at, later), table.between(at, later)
                    yield line(name, zone, "add_minutes", at, 90), table.add(at, 90)
                    yield line(name, zone, "subtract_minutes", at, 90), table.subtract(at, 90)
                    yield line(name, zone, "opening", at, 0), table.opening(at)
                    yield line(name, zone, "closing", at, 0), table.closing(at)


def ask(program, files, questions):
    """How many answers there were, and those that differ."""
    questions = list(questions)
    began = time.monotonic()
    asked = "\n".join(text for text, _ in questions) + "\n"
    ran = subprocess.run([program, *files], input=asked, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        sys.exit(f"the program failed: {ran.stderr}")
    answers = [int(answer) for answer in ran.stdout.split()]
    if len(answers) != len(questions):
        sys.exit(f"{len(questions)} questions, {len(answers)} answers")
    wrong = []
    for (text, expected), answer in zip(questions, answers):
        expected = expected if "_between" in text else expected * 60
        if answer != expected:
            wrong.append(f"{text}: expected {expected}, answered {answer}")
    return len(answers), time.monotonic() - began, wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("calendars", type=Path)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    files = [str(args.calendars / f"{name}.yaml") for name in COUNTRIES] + sorted(map(str, NIGHTS.glob("*.yaml")))
    failed = False
    for name, questions in [
        (f"random questions, seed {args.seed}", random_questions(args.count, args.seed)),
        ("minutes around changes of clocks", questions_at_changes()),
    ]:
        count, seconds, wrong = ask(args.program, files, questions)
        print(f"{name}: {count} answers in {seconds:.1f} s, {len(wrong)} differ")
        for text in wrong[:10]:
            print(f"  {text}")
        failed = failed or bool(wrong)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
