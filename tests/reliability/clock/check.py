"""The server while the clock of its machine jumps forth and back, and once while it is down.

Calls are due in twenty minutes round the clock and are escalated then and half an hour later; a schedule starts a deal every ten
minutes. Between jumps the server has time to do what is due. In the end the rows of its database say whether a timer fired twice,
before its moment by the clock that it sees, or never.
"""

import json
import os
import pathlib
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from datetime import datetime, timezone

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent.parent
PATIENCE = 60

PROCESS = """
process: jumps
title: {ru: Скачки, en: Jumps}
calendar: always
roles: {manager: deal.owner}
defaults: {assignee: manager, due: 20 minutes, escalate: up}
escalations:
  up:
    - {when: overdue, notify: head_of(late)}
    - {when: overdue by 30 minutes, notify: head_of(head_of(late))}
schedules:
  often:
    cron: "*/10 * * * *"
    time_zone: Europe/Moscow
    owner: person(anna)
    title: {ru: По расписанию, en: By schedule}
stages:
  one:
    title: {ru: Стадия, en: Stage}
    steps:
      - task: call
        title: {ru: Позвонить, en: Call}
        results: {done: {title: {ru: Готово, en: Done}, finish: won}}
outcomes:
  won: {title: {ru: Готово, en: Done}, kind: won}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


class House:
    """The server with a clock of its own, so many seconds before or after everybody's."""

    def __init__(self, voronka, library, folder):
        self.voronka, self.folder, self.offset, self.token = voronka, pathlib.Path(folder), 0, None
        self.address, self.database = f"127.0.0.1:{free_port()}", self.folder / "voronka.db"
        self.processes = self.folder / "processes"
        for name in ("calendars", "jumps"):
            (self.processes / name).mkdir(parents=True)
        (self.processes / "jumps/process.yaml").write_text(PROCESS)
        calendar = (ROOT / "tests/calendar/nights/always.yaml").read_text()
        (self.processes / "calendars/always.yaml").write_text(calendar)
        organisation = (ROOT / "processes/demo/organisation.yaml").read_text().split("\nabsences:")[0]
        (self.folder / "organisation.yaml").write_text(organisation.replace("calendar: ru", "calendar: always"))
        self.clock, self.log = self.folder / "clock", self.folder / "log"
        self.environment = os.environ | {
            "LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": str(self.clock), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1",
        }
        self.jump(0)

    def jump(self, minutes):
        self.offset += 60 * minutes
        new = self.folder / "clock.new"
        new.write_text(f"{self.offset:+d}\n")
        new.rename(self.clock)

    def now(self):
        return time.time() + self.offset

    def run(self, *arguments):
        done = subprocess.run([self.voronka, *arguments], cwd=self.folder, env=self.environment, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"voronka {' '.join(map(str, arguments))}: {done.stdout}{done.stderr}")
        return done.stdout.strip()

    def start(self):
        self.process = subprocess.Popen(
            [self.voronka, "serve", "--listen", self.address, "--database", f"sqlite://{self.database}",
             "--processes", self.processes, "--organisation", self.folder / "organisation.yaml"],
            cwd=self.folder, env=self.environment, stdout=subprocess.DEVNULL, stderr=self.log.open("a"))
        self.wait(self.is_ready, "the server answers")
        if self.token is None:
            token = self.run("token", "create", "--person", "anna", "--database", f"sqlite://{self.database}")
            self.token = token.split()[-1]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def is_ready(self):
        try:
            return urllib.request.urlopen(f"http://{self.address}/health/ready").status == 200
        except (urllib.error.URLError, ConnectionError):
            return False

    def wait(self, is_so, what):
        until = time.monotonic() + PATIENCE
        while not is_so():
            if time.monotonic() > until:
                sys.exit(f"waited in vain until {what}; the end of the log:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.05)

    def open(self, number):
        for place in range(number):
            body = json.dumps({"process": "jumps", "deal": {"title": f"Сделка {place}"}}).encode()
            request = urllib.request.Request(f"http://{self.address}/api/v1/cases", body, method="POST", headers={
                "Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
            try:
                urllib.request.urlopen(request).read()
            except urllib.error.HTTPError as error:
                sys.exit(f"a deal: {error.read().decode()}")

    def rows(self, question):
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as database:
            return database.execute(question).fetchall()

    def is_quiet(self):
        """Whether nothing is due by the clock that the server sees, and no timer is set aside."""
        now = datetime.fromtimestamp(self.now() - 2, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
        return not self.rows(f"SELECT 1 FROM timers WHERE due_at <= '{now}' LIMIT 1")


def look(house, now):
    """What is wrong at this moment, in words."""
    wrong, after = [], {1: 0, 2: 30 * 60}
    dues = {(case, number): due for case, number, due in house.rows("SELECT case_id, number, due_at FROM tasks")}
    fired = {}
    for case, at, body in house.rows("SELECT case_id, at, body FROM events WHERE kind = 'rung_taken'"):
        rung = json.loads(body)["rung_taken"]
        key = (case, rung["task"], rung["rung"])
        fired[key] = fired.get(key, 0) + 1
        late = (moment(at) - moment(dues[key[:2]])).total_seconds()
        if late < after[rung["rung"]]:
            wrong.append(f"rung {rung['rung']} was {-late} s early")
    wrong += [f"fired {times} times: {key[1:]}" for key, times in fired.items() if times > 1]
    wrong += [f"never fired: task {number}, rung {rung}" for (case, number), due in dues.items() for rung in after
              if moment(due).timestamp() + after[rung] < now and (case, number, rung) not in fired]
    aside = house.rows("SELECT subject, trouble FROM incidents")
    wrong += [f"an incident: {row}" for row in aside]
    started = house.rows("SELECT count(*), count(DISTINCT key) FROM keys WHERE key LIKE 'schedule %'")[0]
    by_schedule = house.rows("SELECT count(*) FROM cases WHERE title LIKE '%расписанию%'")[0][0]
    if started != (by_schedule, by_schedule):
        wrong.append(f"{by_schedule} deals by the schedule for {started[1]} occurrences")
    return wrong, len(dues), len(fired), by_schedule


def main(voronka, library, jumps, seed):
    with tempfile.TemporaryDirectory() as folder:
        house = House(os.path.abspath(voronka), library, folder)
        try:
            story(house, jumps, seed)
        finally:
            house.kill()


def story(house, jumps, seed):
    dice = random.Random(seed)
    house.start()
    house.open(40)
    for number in range(jumps):
        house.jump(dice.choice([60, -60, 25, -20, 90, -45, 61, -30]))
        if number % 6 == 5:
            house.kill()
            house.jump(dice.choice([-60, 60]))
            house.start()
        house.wait(house.is_quiet, "what was due has fired")
        time.sleep(1.2)  # What fires although nothing is due would fire now.
        house.open(4)
    house.jump(-house.offset // 60 + 26 * 60)
    house.wait(house.is_quiet, "what was due has fired")
    time.sleep(1.2)
    now = house.now() - 5
    house.process.terminate()
    house.process.wait()
    log = house.log.read_text()
    wrong, tasks, fired, started = look(house, now)
    back, forth = log.count("jumped backwards"), log.count("jumped forwards")
    if min(back, forth) < jumps // 4:
        wrong.append(f"the log warns of {forth} jumps forth and {back} back")
    house.run("fsck", "--database", f"sqlite://{house.database}")
    print(f"{jumps} jumps, {jumps // 6} kills (seed {seed}): {tasks} tasks, {fired} timers fired, {started} deals by the schedule; "
          f"the log warns of {forth} jumps forth and {back} back")
    print("row 22 on PostgreSQL: not tried, as voronka has no PostgreSQL store yet")
    for line in wrong:
        print("WRONG:", line)
    sys.exit(1 if wrong else 0)


main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
