"""Two versions of voronka on one database. See `run`."""
import os, shutil, sqlite3, subprocess, sys, tempfile, time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../postgres"))
from house import Cluster, Server, Work, free_port, lost  # noqa: E402

older, newer = [os.path.abspath(program) for program in sys.argv[1:]]
LOG = os.path.join(tempfile.gettempdir(), f"voronka-upgrade-{os.getpid()}.log")


def must(holds, what):
    if not holds:
        raise SystemExit(f"{what}; the log of the servers: {LOG}")


def begins(program, url):
    """What a server says that is started by this program; None where it serves."""
    arguments = ["serve", "--database", url, "--listen", f"127.0.0.1:{free_port()}", "--processes", "processes", "--organisation", "processes/demo/organisation.yaml"]
    try:
        ran = subprocess.run([program, *arguments, "--lang", "en"], capture_output=True, text=True, timeout=10)
        return ran.returncode, ran.stderr
    except subprocess.TimeoutExpired:
        return None


def worked(server, seconds):
    work = Work([server.port], server.token("anna"), people=4)
    time.sleep(seconds)
    work.end()
    return work


def in_turn():
    """SQLite: the older one works and is stopped; this one brings the schema up and goes on; the older one refuses politely."""
    folder = tempfile.mkdtemp(prefix="voronka-upgrade-")
    url = f"sqlite://{folder}/voronka.db"
    first = Server(older, url, LOG)
    before = worked(first, 4)
    first.stop()
    second = Server(newer, url, LOG)
    after = worked(second, 4)
    second.fsck()
    second.stop()
    wire = sqlite3.connect(f"{folder}/voronka.db")
    known = {row[0] for row in wire.execute("SELECT lower(hex(id)) FROM cases")}
    must(all(case.replace("-", "") in known for case in before.cases + after.cases), "an answered deal is lost")
    wire.close()
    refuses(url)
    print(f"upgrade, SQLite: {len(before.cases)} deals and {len(before.done)} calls under the older version, {len(after.cases)} and {len(after.done)} under this one; sound")
    shutil.rmtree(folder)


def side_by_side():
    """PostgreSQL: this one starts beside the older one, which works on; then the older one is stopped, and cannot start again."""
    cluster = Cluster()
    cluster.sql("CREATE DATABASE sales TEMPLATE template0")
    first = Server(older, cluster.url(), LOG)
    alone = worked(first, 3)
    token = first.token("anna")
    work = Work([first.port], token, people=4)
    time.sleep(1)
    second = Server(newer, cluster.url(), LOG)
    beside = Work([second.port], token, people=4)
    time.sleep(6)
    work.end()
    beside.end()
    must(first.process.poll() is None and second.process.poll() is None, "a server ended")
    first.stop()
    after = worked(second, 3)
    missing = [one for each in (alone, work, beside, after) for one in lost(cluster, each)]
    must(not missing, f"{len(missing)} answered acts are lost, {missing[:3]}")
    second.fsck()
    refuses(cluster.url())
    acts = [len(each.cases) + len(each.done) for each in (alone, work, beside, after)]
    print(f"upgrade, PostgreSQL: {acts[0]} acts answered by the older version alone, {acts[1]} by it and {acts[2]} by this one side by side, {acts[3]} by this one; all there, sound")
    second.stop()
    cluster.throw_away()


def refuses(url):
    """The older one on the newer schema, where that is newer."""
    said = begins(older, url)
    if said is None:
        print("upgrade: the older version starts again: both know the same schema")
        return
    must(said[0] == 2 and "newer" in said[1], f"the older version does not say why it does not start: {said}")
    print("upgrade: the older version refuses the newer schema: " + next(line for line in said[1].splitlines() if "newer" in line).strip())


in_turn()
side_by_side()
os.remove(LOG)
