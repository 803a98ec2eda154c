"""The power goes: see `run`."""
import os, random, shutil, signal, sqlite3, subprocess, sys, tempfile, time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../postgres"))
from house import Person, Work, free_port  # noqa: E402
from trace import Disk, read  # noqa: E402

voronka = os.path.abspath(sys.argv[1])
CUTS, SECONDS = int(os.environ.get("CUTS", "200")), float(os.environ.get("SECONDS", "6"))
FOLDER = tempfile.mkdtemp(prefix="voronka-power-")
DATABASE = f"{FOLDER}/voronka.db"
DEFINITIONS = ["--processes", "processes", "--organisation", "processes/demo/organisation.yaml"]
CALLS = "pwrite64,pwritev,pwritev2,write,fsync,fdatasync,ftruncate,fallocate,unlink,unlinkat"


def traced(trace):
    """What runs a program of voronka and writes down what it does to the disk."""
    return ["strace", "-f", "-y", "-ttt", "-xx", "-s", "2000000", "-e", f"trace={CALLS}", "-P", DATABASE, "-P", f"{DATABASE}-wal", "-o", trace, voronka]


def serve(trace):
    port = free_port()
    log = open(f"{FOLDER}/log", "ab")
    process = subprocess.Popen(
        [*traced(trace), "serve", "--database", f"sqlite://{DATABASE}", "--listen", f"127.0.0.1:{port}", *DEFINITIONS], stdout=log, stderr=log
    )
    end = time.monotonic() + 90
    while time.monotonic() < end:
        try:
            if Person([port], "").ask("GET", "/health/ready")[0]:
                return process, port
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"the server is not ready; its log: {FOLDER}/log")


def child_of(process):
    return int(open(f"/proc/{process.pid}/task/{process.pid}/children").read().split()[0])



class Noted(Work):
    """Work whose answers are noted with the moment by the wall at which they came."""

    def note(self, answer, wanted, into, told):
        now = time.time()
        if not super().note(answer, wanted, into, told):
            return False
        with self.lock:
            self.answers = [*getattr(self, "answers", []), (now, told(answer[1]))]
        return True


def life(trace, token, end):
    """A server that works for a while and ends by this signal; what was answered and when."""
    process, port = serve(trace)
    work = Noted([port], token, people=4) if token else None
    time.sleep(SECONDS if work else 0)
    if work:
        work.over.set()
    if work and end == signal.SIGTERM:
        work.end()
    os.kill(child_of(process), end)
    process.wait(60)
    if work:
        work.end()
    return getattr(work, "answers", [])


def lives():
    """A server that makes the database, a tool that makes a token, a server that is killed, one that ends in order: all on one disk."""
    traces = [f"{FOLDER}/trace-{number}" for number in range(4)]
    life(traces[0], None, signal.SIGTERM)
    made = subprocess.run([*traced(traces[1]), "token", "create", "--person", "anna", "--database", f"sqlite://{DATABASE}", *DEFINITIONS], capture_output=True, text=True)
    token = made.stdout.strip()
    answers = life(traces[2], token, signal.SIGKILL) + life(traces[3], token, signal.SIGTERM)
    acts = []
    for trace in traces:
        last = acts[-1].ended + 1 if acts else 0
        for act in read(trace, {DATABASE, f"{DATABASE}-wal"}):
            act.began, act.ended = act.began + last, act.ended + last
            acts.append(act)
    return acts, answers


def missing(folder, answered):
    """What was answered and is not in the database of this folder; None where that is not sound."""
    database = f"{folder}/voronka.db"
    checked = subprocess.run([voronka, "fsck", "--database", f"sqlite://{database}"], capture_output=True, text=True)
    if checked.returncode:
        return None, checked.stdout + checked.stderr
    wire = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    cases = {row[0] for row in wire.execute("SELECT lower(hex(id)) FROM cases")}
    done = {f"{row[0]}-{row[1]}" for row in wire.execute("SELECT lower(hex(case_id)), number FROM tasks WHERE status = 'done'")}
    wire.close()
    plain = [one.replace("-", "") if one.count("-") == 4 else one[:36].replace("-", "") + one[36:] for one in answered]
    return [one for one in plain if one not in cases and one not in done], ""


def cut(acts, answers, at, chance, flushes):
    """The database after the power went behind this act; `flushes`: whether the disk keeps its promises."""
    disk = Disk()
    for act in acts[:at]:
        if act.kind != "flush" or flushes:
            disk.take(act)
    folder = tempfile.mkdtemp(prefix="cut-", dir=FOLDER)
    for name, content in disk.after_cut(chance).items():
        with open(f"{folder}/{os.path.basename(name)}", "wb") as file:
            file.write(content)
    lost = missing(folder, [one for when, one in answers if when < acts[at - 1].at])
    shutil.rmtree(folder)
    return lost


def main():
    acts, answers = lives()
    first = next(number for number, act in enumerate(acts) if act.at > min(answers)[0])
    chance = random.Random(11)
    for number in range(CUTS):
        at = chance.randint(first, len(acts))
        lost, said = cut(acts, answers, at, chance, True)
        if lost is None or lost:
            raise SystemExit(f"cut {number} behind act {at} of {len(acts)}: {'not sound: ' + said if lost is None else f'{len(lost)} answered acts are lost, {lost[:3]}'}; {FOLDER}")
    bites = sum(bool(lost is None or lost) for lost, _ in (cut(acts, answers, chance.randint(first, len(acts)), chance, False) for _ in range(10)))
    if not bites:
        raise SystemExit("a disk that flushes nothing goes unnoticed: the trial is worth nothing")
    flushes = sum(act.kind == "flush" for act in acts)
    print(f"power: {len(acts)} writes with {flushes} flushes, {len(answers)} acts answered; {CUTS} cuts, each sound with everything that was answered; a disk that flushes nothing is noticed {bites} times of 10")
    shutil.rmtree(FOLDER)


main()
