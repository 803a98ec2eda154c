"""A cluster that replaces its own primary: the files of docs/running/patroni, with addresses of this machine."""
import json, os, pathlib, re, shutil, signal, subprocess, tempfile, time, urllib.request

from house import PROGRAMS, SOMEBODY, free_port, program

GUIDE = pathlib.Path("docs/running/patroni")
NODES = ("pg1", "pg2")


def become():
    return {"user": SOMEBODY.pw_uid, "group": SOMEBODY.pw_gid} if SOMEBODY else {}


class Patroni:
    """Two nodes, the store in which they agree, and the address that leads to the primary."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="voronka-patroni-")
        if SOMEBODY:
            os.chown(self.folder, SOMEBODY.pw_uid, SOMEBODY.pw_gid)
        names = ["etcd", "peer", "port"] + [f"{kind}-{node}" for node in NODES for kind in ("rest", "sql")]
        self.at = {name: free_port() for name in names}
        self.running = {}
        self.begin("etcd", ["etcd", "--data-dir", f"{self.folder}/etcd", *self.etcd_addresses()])
        for node in NODES:
            self.begin(node, ["patroni", self.configured(node)])
            self.until(lambda: self.primary() is not None, "no primary")
        balancer = self.written("haproxy.cfg", self.balanced(GUIDE.joinpath("haproxy.cfg").read_text()))
        self.begin("haproxy", ["haproxy", "-db", "-f", balancer])
        self.until(lambda: self.sql("SELECT NOT pg_is_in_recovery()", check=False) == "t", "nobody answers behind the balancer")
        self.until(self.has_database, "no database")
        self.until_safe()

    def has_database(self):
        """Makes it; the balancer cuts connections off while it looks for the first time."""
        self.sql("CREATE DATABASE sales TEMPLATE template0", check=False)
        return self.sql("SELECT 1 FROM pg_database WHERE datname = 'sales'", check=False) == "1"

    def etcd_addresses(self):
        here, peer = (f"http://127.0.0.1:{self.at[name]}" for name in ("etcd", "peer"))
        return ["--name", "one", "--listen-client-urls", here, "--advertise-client-urls", here, "--listen-peer-urls", peer,
                "--initial-advertise-peer-urls", peer, "--initial-cluster", f"one={peer}"]

    def configured(self, node):
        """The guide's file of a node, with its addresses; nothing else of it is changed."""
        text = GUIDE.joinpath("patroni.yaml").read_text()
        rest, sql = self.at[f"rest-{node}"], self.at[f"sql-{node}"]
        for was, now in [
            ("name: pg1 ", f"name: {node} "), ("name: pg1\n", f"name: {node}\n"),
            ("0.0.0.0:8008", f"127.0.0.1:{rest}"), ("pg1.example:8008", f"127.0.0.1:{rest}"),
            ("0.0.0.0:5432", f"127.0.0.1:{sql}"), ("pg1.example:5432", f"127.0.0.1:{sql}"),
            ("/var/lib/postgresql/sales", f"{self.folder}/{node}"), ("/usr/lib/postgresql/15/bin", PROGRAMS), ("10.0.0.0/8", "127.0.0.1/32"),
        ]:
            text = text.replace(was, now)
        text = re.sub(r"hosts: \[.*\]", f"hosts: [127.0.0.1:{self.at['etcd']}]", text)
        return self.written(f"{node}.yaml", text)

    def balanced(self, text):
        text = text.replace("127.0.0.1:5433", f"127.0.0.1:{self.at['port']}")
        for node in NODES:
            text = text.replace(f"{node}.example:5432 check port 8008", f"127.0.0.1:{self.at[f'sql-{node}']} check port {self.at[f'rest-{node}']}")
        return text

    def written(self, name, text):
        path = f"{self.folder}/{name}"
        pathlib.Path(path).write_text(text)
        return path

    def begin(self, name, command):
        log = open(f"{self.folder}/{name}.log", "ab")
        home = {**os.environ, "HOME": self.folder}
        self.running[name] = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", env=home, start_new_session=True, **become())
        self.commands = {**getattr(self, "commands", {}), name: command}

    def until(self, holds, what, patience=90):
        end = time.monotonic() + patience
        while not holds():
            if time.monotonic() > end:
                raise SystemExit(f"{what} within {patience} s; see {self.folder}")
            time.sleep(0.2)

    def members(self):
        for node in NODES:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.at[f'rest-{node}']}/cluster", timeout=3) as answer:
                    return json.load(answer)["members"]
            except OSError:
                pass
        return []

    def primary(self):
        return next((one["name"] for one in self.members() if one["role"] == "leader" and one["state"] == "running"), None)

    def until_safe(self):
        """Until the other node has all that is answered."""
        self.until(lambda: any(one["role"] == "sync_standby" for one in self.members()), "no synchronous standby", 120)

    def switch(self):
        """The primary hands over, as before maintenance."""
        done = subprocess.run(
            ["patronictl", "-c", f"{self.folder}/pg1.yaml", "switchover", "sales", "--master", self.primary(), "--force"],
            capture_output=True, text=True,
        )
        if done.returncode:
            raise SystemExit(done.stdout + done.stderr)

    def kill_primary(self):
        """The machine of the primary is gone; its name."""
        name = self.primary()
        # PostgreSQL is a session of its own, so it is killed by itself.
        head = pathlib.Path(f"{self.folder}/{name}/postmaster.pid").read_text().split("\n")[0]
        self.running[name].send_signal(signal.SIGKILL)
        os.kill(int(head), signal.SIGKILL)
        self.running[name].wait()
        return name

    def back(self, name):
        self.begin(name, self.commands[name])

    def sql(self, text, database="postgres", check=True):
        address = f"host=127.0.0.1 port={self.at['port']} user=postgres password=change-this dbname={database}"
        return program("psql", address, "-qAt", "-c", text, check=check)

    def url(self):
        return f"postgres://postgres:change-this@127.0.0.1:{self.at['port']}/sales"

    def throw_away(self):
        for name in ("haproxy", *NODES, "etcd"):
            self.running[name].terminate()
            self.running[name].wait(60)
        shutil.rmtree(self.folder, ignore_errors=True)
