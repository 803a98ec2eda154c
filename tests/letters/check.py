"""Letters and calendars of the built program, read by Python's email package, icalendar and vobject.

One server with a test clock, one mail server that keeps what it is given. Time goes across the change of clocks of March and October
2027 in Berlin.
"""

import email
import email.policy
import html.parser
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zoneinfo
from datetime import datetime, timedelta, timezone

import icalendar
import vobject
from aiosmtpd.controller import Controller

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
HERE = pathlib.Path(__file__).parent
PATIENCE = 30


class Sink:
    """Keeps every letter."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 kept"


class Visible(html.parser.HTMLParser):
    """The words of a page, without its styles."""

    def __init__(self):
        super().__init__()
        self.words, self.hidden, self.preview = [], 0, False

    def handle_starttag(self, tag, attrs):
        self.preview = self.preview or "display:none" in (dict(attrs).get("style") or "")
        self.hidden += tag in ("style", "title")

    def handle_endtag(self, tag):
        self.preview = self.preview and tag != "div"
        self.hidden -= tag in ("style", "title")

    def handle_data(self, data):
        if not self.hidden and not self.preview:
            self.words += data.split()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def in_berlin(organisation):
    """The demo's company where the clocks change; Anna has a very long name, Dmitry reads English, nobody is away."""
    for old, new in [
        ("time_zone: Europe/Moscow", "time_zone: Europe/Berlin"),
        ("name: Анна Петрова,", "name: Анна-Мария Константиновна Преображенская-Задунайская,"),
        ("name: Дмитрий Орлов,", "name: Дмитрий Орлов, locale: en,"),
    ]:
        if old not in organisation:
            sys.exit(f"the demo's organisation has no `{old}` any more")
        organisation = organisation.replace(old, new)
    return organisation.split("\nabsences:")[0]


class House:
    """The server, and who calls it."""

    def __init__(self, voronka, folder, smtp):
        self.voronka, self.tokens = voronka, {}
        self.address = f"127.0.0.1:{free_port()}"
        self.database = f"sqlite://{folder}/voronka.db"
        root = HERE.parent.parent
        organisation = pathlib.Path(folder) / "organisation.yaml"
        organisation.write_text(in_berlin((root / "processes/demo/organisation.yaml").read_text()))
        self.log = pathlib.Path(folder) / "log"
        self.process = subprocess.Popen(
            [voronka, "serve", "--listen", self.address, "--database", self.database, "--test-clock", "--smtp", smtp,
             "--base-url", "http://sales.klimat.example", "--processes", root / "processes",
             "--organisation", organisation],
            cwd=folder, stderr=self.log.open("w"))
        self.wait(self.is_ready, "the server answers")

    def is_ready(self):
        try:
            return urllib.request.urlopen(f"http://{self.address}/health/ready").status == 200
        except (urllib.error.URLError, ConnectionError):
            return False

    def wait(self, what, name):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = what()
            if found:
                return found
            time.sleep(0.05)
        sys.exit(f"waited in vain: {name}\n{self.log.read_text()[-4_000:]}")

    def token(self, person):
        if person not in self.tokens:
            command = [self.voronka, "token", "create", "--person", person, "--database", self.database]
            self.tokens[person] = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
        return self.tokens[person]

    def call(self, person, method, path, body=None):
        headers = {"Authorization": f"Bearer {self.token(person)}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://{self.address}/api/v1{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request) as answer:
                text = answer.read()
                return json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            sys.exit(f"{method} {path}: {error.code} {error.read().decode()}")

    def walk(self, to):
        return self.call("vera", "POST", "/test/clock", {"to": to})


class Trial:
    def __init__(self, house, sink):
        self.house, self.sink, self.failed = house, sink, 0

    def check(self, name, holds, found=""):
        print(f"{'ok  ' if holds else 'FAIL'} {name}" + ("" if holds else f": {found}"))
        self.failed += not holds

    def letters(self, to, since=0):
        return [letter for letter in self.sink.letters[since:] if to in letter["To"]]

    def letter(self, to, since, holds=lambda letter: True):
        found = lambda: [letter for letter in self.letters(to, since) if holds(letter)]
        return self.house.wait(found, f"a letter to {to}")[0]


def part(letter, kind):
    return next((part for part in letter.walk() if part.get_content_type() == kind), None)


def invitation(letter):
    found = part(letter, "text/calendar")
    return found and (found.get_param("method"), found.get_content())


def read_twice(text):
    """What both libraries read: identity, change, beginning and end in UTC, title."""
    one = [
        (str(event["UID"]), int(event["SEQUENCE"]), event.decoded("DTSTART"), event.decoded("DTEND"), str(event["SUMMARY"]))
        for event in icalendar.Calendar.from_ical(text).walk("VEVENT")
    ]
    other = [
        (event.uid.value, int(event.sequence.value), event.dtstart.value, event.dtend.value, event.summary.value)
        for event in getattr(vobject.readOne(text), "vevent_list", [])
    ]
    in_utc = lambda row: row[:2] + tuple(at.astimezone(timezone.utc) for at in row[2:4]) + row[4:]
    return sorted(map(in_utc, one)), sorted(map(in_utc, other))


def meetings(trial):
    """A meeting the day after the clocks change is planned, moved to the day they change back, given away, taken off."""
    house = trial.house
    since = len(trial.sink.letters)
    due = "2027-03-29T08:00:00Z"
    task = house.call("anna", "POST", "/tasks", {"title": "Встреча, «Вектор»", "kind": "meeting", "assignee": "anna", "due_at": due})
    planned = trial.letter("anna@", since, invitation)
    method, text = invitation(planned)
    one, other = read_twice(text)
    trial.check("two libraries read the same invitation", one == other and len(one) == 1, (one, other))
    trial.check("it is a request of the meeting's hour", method == "REQUEST" and one[0][2] == moment(due), one)
    trial.check("in Berlin that is ten o'clock of summer", one[0][2].astimezone(BERLIN).strftime("%H:%M %Z") == "10:00 CEST")

    since = len(trial.sink.letters)
    back = "2027-10-31T09:00:00Z"
    house.call("boris", "POST", f"/tasks/{task['id']}/reschedule", {"due_at": back, "reason": "Клиент просит"})
    method, text = invitation(trial.letter("anna@", since, invitation))
    moved, again = read_twice(text)
    trial.check("a moved meeting is the same with a higher number",
                moved == again and moved[0][0] == one[0][0] and moved[0][1] > one[0][1] and moved[0][2] == moment(back), moved)
    trial.check("in Berlin that is ten o'clock of winter", moved[0][2].astimezone(BERLIN).strftime("%H:%M %Z") == "10:00 CET")

    since = len(trial.sink.letters)
    house.call("anna", "POST", f"/tasks/{task['id']}/reassign", {"to": "dmitry", "comment": "Отпуск"})
    method, text = invitation(trial.letter("anna@", since, invitation))
    gone, again = read_twice(text)
    trial.check("it leaves the calendar of who gave it away",
                (method, gone) == ("CANCEL", again) and gone[0][0] == one[0][0] and gone[0][1] > moved[0][1], (method, gone))
    method, text = invitation(trial.letter("dmitry@", since, invitation))
    got, again = read_twice(text)
    trial.check("and enters that of who got it", (method, got) == ("REQUEST", again) and got[0][2] == moment(back), (method, got))

    since = len(trial.sink.letters)
    house.call("dmitry", "POST", f"/tasks/{task['id']}/complete", {"result": "cancelled", "comment": "Не нужна"})
    method, _ = invitation(trial.letter("dmitry@", since, invitation))
    trial.check("a meeting that is off leaves the calendar", method == "CANCEL", method)


def feeds(trial):
    """The feed of a person has his open tasks at their hours; its address can be ended."""
    house = trial.house
    for day in ["2027-03-26T13:00:00Z", "2027-03-29T13:00:00Z", "2027-10-29T14:00:00Z", "2027-11-01T14:00:00Z"]:
        kind = "meeting" if day.endswith("14:00:00Z") else "call"
        house.call("anna", "POST", "/tasks", {"title": f"Дело; {day}, «важное»", "kind": kind, "assignee": "anna", "due_at": day})
    url = house.call("anna", "PUT", "/me/calendar")["url"]
    path = url.removeprefix("http://sales.klimat.example")
    with urllib.request.urlopen(f"http://{house.address}{path}") as answer:
        kind, text = answer.headers["Content-Type"], answer.read().decode()
    one, other = read_twice(text)
    tasks = house.call("anna", "GET", "/tasks?assignee=anna&status=open&limit=200")["items"]
    wanted = sorted(
        (moment(task["due_at"]), task["kind"] == "meeting") for task in tasks)
    found = sorted(
        (start if end - start == timedelta(hours=1) else end, end - start == timedelta(hours=1)) for _, _, start, end, _ in one)
    trial.check("a feed is a calendar", kind.startswith("text/calendar"), kind)
    trial.check("two libraries read the same feed", one == other and len(one) == len(tasks) >= 4, (len(one), len(other)))
    trial.check("every open task stands at its hour", wanted == found, (wanted, found))

    house.call("anna", "PUT", "/me/calendar")
    house.call("anna", "DELETE", "/me/calendar")
    try:
        urllib.request.urlopen(f"http://{house.address}{path}")
        trial.check("an address that was ended is worth nothing", False)
    except urllib.error.HTTPError as error:
        trial.check("an address that was ended is worth nothing", error.code == 404, error.code)


def waves(trial):
    """Many late tasks are one letter to the head; the next morning after the clocks change there is a digest."""
    house = trial.house
    house.call("boris", "PUT", "/me/letters", {"morning": True})
    for number in range(21):
        house.call("anna", "POST", "/cases", {"process": "corporate_sales", "deal": {"title": f"Склад № {number}"}})
    since = len(trial.sink.letters)
    house.walk("2027-03-30T20:00:00Z")
    digests = [letter for letter in trial.letters("boris@", since) if letter["Subject"].startswith("Сводка")]
    others = [letter for letter in trial.letters("boris@", since) if letter not in digests]
    late = [letter for letter in others if "Склад № 20" in part(letter, "text/plain").get_content()]
    trial.check("21 late tasks are one letter", len(late) == 1, [letter["Subject"] for letter in others])
    if late:
        trial.check("and it counts them as Russian does", "21 просроченная задача в отделе" in late[0]["Subject"], late[0]["Subject"])
    dates = [email.utils.parsedate_to_datetime(letter["Date"]).astimezone(BERLIN).strftime("%d %H:%M %Z") for letter in digests]
    trial.check("a digest comes when work begins, after the change of clocks too", dates == ["29 09:00 CEST", "30 09:00 CEST"], dates)


def every_letter(trial):
    """What holds of every letter."""
    letters = trial.sink.letters
    identities = [letter["Message-ID"] for letter in letters]
    trial.check("no identity is used twice", len(set(identities)) == len(identities))
    trial.check("no letter asks for an answer of a machine", all(letter["Auto-Submitted"] == "auto-generated" for letter in letters))
    trial.check("letters to people belong to a list", all(letter["List-Id"] and letter["Precedence"] == "bulk" for letter in letters))
    threads = {}
    for letter in letters:
        case = re.match(r"<([0-9a-f-]{36})\.", letter["Message-ID"])
        if case:
            threads.setdefault(case[1], set()).add((letter["References"], letter["In-Reply-To"]))
    trial.check("the letters of a deal are one thread", threads and all(
        found == {(f"<{case}@sales.klimat.example>",) * 2} for case, found in threads.items()), threads)
    for letter in letters:
        page = Visible()
        page.feed(part(letter, "text/html").get_content())
        text = " ".join(part(letter, "text/plain").get_content().split())
        missing = [word for word in page.words if word not in text]
        if missing:
            trial.check(f"the text of «{letter['Subject']}» says what its HTML says", False, missing[:20])
            return
    trial.check("the text of every letter says what its HTML says", len(letters) > 10, len(letters))


def keep(letters):
    folder = os.environ.get("LETTERS")
    if not folder:
        return
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    for number, letter in enumerate(letters, 1):
        base = pathlib.Path(folder) / f"{number:03}"
        base.with_suffix(".eml").write_bytes(letter.as_bytes())
        base.with_suffix(".html").write_text(part(letter, "text/html").get_content())


def main():
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    with tempfile.TemporaryDirectory() as folder:
        house = House(os.path.abspath(sys.argv[1]), folder, f"smtp://127.0.0.1:{controller.port}")
        trial = Trial(house, sink)
        try:
            house.walk("2027-03-26T08:00:00Z")
            meetings(trial)
            feeds(trial)
            waves(trial)
            every_letter(trial)
        finally:
            house.process.terminate()
            house.process.wait()
            controller.stop()
            keep(sink.letters)
    print(f"{len(sink.letters)} letters")
    return 1 if trial.failed else 0


sys.exit(main())
