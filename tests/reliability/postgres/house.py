"""What the faults are done to: clusters of PostgreSQL, servers of voronka, people who work on them."""
import glob, http.client, json, os, pwd, shutil, signal, socket, subprocess, tempfile, threading, time, urllib.request

PROGRAMS = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
SOMEBODY = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
PATIENCE = 90


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def program(name, *arguments, check=True):
    """A program of PostgreSQL, as somebody who is not root."""
    become = {"user": SOMEBODY.pw_uid, "group": SOMEBODY.pw_gid} if SOMEBODY else {}
    done = subprocess.run([f"{PROGRAMS}/{name}", *arguments], cwd="/", capture_output=True, text=True, **become)
    if check and done.returncode:
        raise SystemExit(f"{name} {' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done.stdout.strip()


class Cluster:
    """A PostgreSQL of its own, with its disk's promises kept."""

    def __init__(self, copy_of=None):
        self.folder = tempfile.mkdtemp(prefix="voronka-cluster-")
        self.port = free_port()
        if SOMEBODY:
            os.chown(self.folder, SOMEBODY.pw_uid, SOMEBODY.pw_gid)
        self.data = f"{self.folder}/data"
        if copy_of:
            program("pg_basebackup", "-h", "127.0.0.1", "-p", str(copy_of.port), "-U", "voronka", "-D", self.data, "-R", "-X", "stream", "-c", "fast")
        else:
            program("initdb", "-D", self.data, "-U", "voronka", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        self.start()

    def start(self):
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c max_connections=200"
        program("pg_ctl", "-D", self.data, "-o", options, "-l", f"{self.folder}/log", "-w", "start")

    def stop(self, mode="immediate"):
        program("pg_ctl", "-D", self.data, "-m", mode, "-w", "stop", check=False)

    def promote(self):
        program("pg_ctl", "-D", self.data, "-w", "promote")

    def sql(self, text, database="postgres"):
        return program("psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "voronka", "-d", database, "-qAt", "-c", text)

    def url(self):
        return f"postgres://voronka@127.0.0.1:{self.port}/sales"

    def throw_away(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Server:
    """A node."""

    def __init__(self, voronka, url, log, *more):
        self.voronka, self.url, self.port = voronka, url, free_port()
        self.log = open(log, "ab")
        arguments = ["--processes", "processes", "--organisation", "processes/demo/organisation.yaml"]
        self.arguments = [*arguments, *more]
        self.process = subprocess.Popen(
            [voronka, "serve", "--database", url, "--listen", f"127.0.0.1:{self.port}", *self.arguments], stdout=self.log, stderr=self.log
        )
        self.until_ready()

    def until_ready(self):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise SystemExit(f"the server ended with {self.process.returncode}; its log: {self.log.name}")
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/ready", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                pass
            time.sleep(0.02)
        raise SystemExit(f"the server is not ready; its log: {self.log.name}")

    def token(self, person):
        made = subprocess.run(
            [self.voronka, "token", "create", "--person", person, "--database", self.url, *self.arguments[:4]], capture_output=True, text=True
        )
        if made.returncode:
            raise SystemExit(made.stderr)
        return made.stdout.strip()

    def fsck(self):
        done = subprocess.run([self.voronka, "fsck", "--database", self.url], capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"fsck: {done.stdout}{done.stderr}")

    def signal(self, number):
        self.process.send_signal(number)

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                raise SystemExit("the server did not end within 20 s")


class Person:
    """Somebody who starts deals and completes calls; what has no answer is sent again under its key."""

    def __init__(self, ports, token):
        self.ports, self.token, self.turn = ports, token, 0

    def ask(self, method, path, body=None, key=None):
        """The status and the answer; OSError where there is none."""
        port = self.ports[self.turn % len(self.ports)]
        wire = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
        try:
            head = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
            if key:
                head["Idempotency-Key"] = key
            wire.request(method, f"/api/v1{path}", json.dumps(body) if body is not None else None, head)
            answer = wire.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text else None
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            wire.close()

    def surely(self, path, body, key, over):
        """Asks until there is an answer that is no fault; None where the work is over before."""
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE:
            try:
                status, answer = self.ask("POST", path, body, key)
                if status < 500 and status != 429:
                    return status, answer
            except OSError:
                pass
            if over.is_set():
                return None
            self.turn += 1
            time.sleep(0.05)
        raise SystemExit(f"no answer within {PATIENCE} s: {path}")


class Work:
    """Several people at work, until it is over; what they were answered."""

    def __init__(self, ports, token, people=8):
        self.cases, self.done, self.when, self.wrong = [], [], [], []
        self.over, self.lock = threading.Event(), threading.Lock()
        self.name = os.urandom(4).hex()
        self.threads = [threading.Thread(target=self.one, args=(Person(ports, token), number)) for number in range(people)]
        for thread in self.threads:
            thread.start()

    def one(self, person, thread):
        number = 0
        while not self.over.is_set():
            number += 1
            name = f"{self.name}-{thread}-{number}"
            answer = person.surely("/cases", {"process": "corporate_sales", "deal": {"title": name}}, name, self.over)
            if not self.note(answer, 201, self.cases, lambda body: body["id"]):
                continue
            task = answer[1]["open_tasks"][0]["id"]
            answer = person.surely(f"/tasks/{task}/complete", {"result": "no_answer"}, f"{name}-call", self.over)
            self.note(answer, 200, self.done, lambda _: task)

    def note(self, answer, wanted, into, told):
        if answer is None:
            return False
        with self.lock:
            if answer[0] != wanted:
                self.wrong.append(answer)
                return False
            into.append(told(answer[1]))
            self.when.append(time.monotonic())
            return True

    def end(self):
        self.over.set()
        for thread in self.threads:
            thread.join()
        if self.wrong:
            raise SystemExit(f"unexpected answers: {self.wrong[:3]}")

    def first_after(self, moment):
        """How long after a moment somebody was answered."""
        with self.lock:
            return min((when - moment for when in self.when if when > moment), default=None)


    def longest_pause(self, since):
        """The longest time without an answer from a moment on, in seconds."""
        with self.lock:
            when = [since] + [one for one in self.when if one > since]
        return max(after - before for before, after in zip(when, when[1:]))


def lost(cluster, work):
    """Of what was answered, what is not in the database."""
    cases = {line for line in cluster.sql("SELECT encode(id, 'hex') FROM cases", "sales").split("\n")}
    done = {line for line in cluster.sql("SELECT encode(case_id, 'hex') || '-' || number FROM tasks WHERE status = 'done'", "sales").split("\n")}
    lost_cases = [case for case in work.cases if case.replace("-", "") not in cases]
    plain = lambda task: task.rsplit("-", 1)[0].replace("-", "") + "-" + task.rsplit("-", 1)[1]
    return lost_cases + [task for task in work.done if plain(task) not in done]
