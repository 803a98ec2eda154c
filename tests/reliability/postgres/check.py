"""Faults of PostgreSQL and of nodes, while people work. See `run`."""
import http.client, json, os, random, signal, subprocess, sys, tempfile, time

from house import PROGRAMS, SOMEBODY, Cluster, Server, Work, lost

voronka, wanted = sys.argv[1], sys.argv[2:] or ["restart", "cut", "failover", "frozen", "full", "timers", "history"]
ROUNDS = int(os.environ.get("ROUNDS", "5"))
TIMERS = int(os.environ.get("TIMERS", "100000"))
RATE = int(os.environ.get("RATE", "50"))
EVENTS, HOLD = int(os.environ.get("EVENTS", "5000000")), int(os.environ.get("HOLD", "60"))
LOG = os.path.join(tempfile.gettempdir(), f"voronka-faults-{os.getpid()}.log")


def database(cluster):
    cluster.sql("CREATE DATABASE sales TEMPLATE template0")


def must(holds, what):
    if not holds:
        raise SystemExit(f"{what}; the log of the servers: {LOG}")


def all_is_there(cluster, work, server, what):
    missing = lost(cluster, work)
    must(not missing, f"{what}: {len(missing)} answered acts are lost, {missing[:3]}")
    server.fsck()


def restart():
    """Row 15: PostgreSQL ends at once, again and again, under load."""
    cluster = Cluster()
    database(cluster)
    server = Server(voronka, cluster.url(), LOG)
    work, waits = Work([server.port], server.token("anna")), []
    for _ in range(ROUNDS):
        time.sleep(3)
        cluster.stop("immediate")
        cluster.start()
        back = time.monotonic()
        while work.first_after(back) is None:
            must(time.monotonic() - back < 30, "nobody is answered 30 s after PostgreSQL is back")
            time.sleep(0.02)
        waits.append(work.first_after(back))
    work.end()
    must(server.process.poll() is None, "the server ended")
    all_is_there(cluster, work, server, "restart")
    must(max(waits) < 5, f"{max(waits):.1f} s until somebody is answered again")
    print(f"restart: {ROUNDS} restarts; {len(work.cases)} starts and {len(work.done)} completions answered, all there; answered again after {max(waits):.2f} s at most; sound")
    server.stop()
    cluster.throw_away()


def cut():
    """Row 16: connections are cut at random, under load; nothing stays leased."""
    cluster = Cluster()
    database(cluster)
    servers = [Server(voronka, cluster.url(), LOG) for _ in range(2)]
    work, chance, cuts = Work([one.port for one in servers], servers[0].token("anna")), random.Random(16), 0
    end = time.monotonic() + 4 * ROUNDS
    while time.monotonic() < end:
        share = chance.choice([0.1, 0.5, 1.0])
        ask = f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = 'sales' AND random() < {share}"
        cuts += int(cluster.sql(ask))
        time.sleep(chance.uniform(0.05, 0.6))
    work.end()
    must(all(one.process.poll() is None for one in servers), "a server ended")
    # A lease that was torn off with its connection ends by itself.
    time.sleep(35)
    leased = cluster.sql("SELECT count(*) FROM reviews", "sales"), cluster.sql("SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = 'sales'")
    must(leased == ("0", "0"), f"left over: {leased[0]} reviews, {leased[1]} transactions")
    all_is_there(cluster, work, servers[0], "cut")
    print(f"cut: {cuts} connections cut; {len(work.cases)} starts and {len(work.done)} completions answered, all there; sound")
    for one in servers:
        one.stop()
    cluster.throw_away()


def failover():
    """Row 17: the primary dies and its standby takes over: with asynchronous replication the tail may be lost, with synchronous not."""
    for mode in ["off", "on"]:
        primary = Cluster()
        database(primary)
        standby = Cluster(copy_of=primary)
        if mode == "on":
            # Only now, or the standby would wait for one of its own once it is promoted.
            primary.sql("ALTER SYSTEM SET synchronous_standby_names = '*'")
            primary.sql("SELECT pg_reload_conf()")
        server = Server(voronka, primary.url(), LOG)
        work = Work([server.port], server.token("anna"))
        time.sleep(4)
        if mode == "off":
            # The standby falls behind, as it does on a slow line.
            standby.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'walreceiver'")
            standby.stop("fast")
            time.sleep(1)
        primary.stop("immediate")
        work.over.set()
        server.stop()
        work.end()
        if mode == "off":
            standby.start()
        standby.promote()
        after = Server(voronka, standby.url(), LOG)
        missing = lost(standby, work)
        if mode == "on":
            must(not missing, f"synchronous: {len(missing)} answered acts are lost")
        after.fsck()
        again = Work([after.port], after.token("anna"), people=2)
        time.sleep(1)
        again.end()
        must(again.cases, "nobody is answered after the fail-over")
        all_is_there(standby, again, after, "after the fail-over")
        kind = "synchronous" if mode == "on" else "asynchronous, the standby a second behind"
        print(f"failover, {kind}: {len(work.cases) + len(work.done)} acts answered, {len(missing)} lost; sound, and work goes on")
        after.stop()
        primary.throw_away()
        standby.throw_away()


def frozen():
    """Row 19: a node is frozen for longer than its claims last, another does its work, and it wakes up again."""
    cluster = Cluster()
    database(cluster)
    servers = [Server(voronka, cluster.url(), LOG) for _ in range(2)]
    work = Work([one.port for one in servers], servers[0].token("anna"))
    for _ in range(max(1, ROUNDS // 2)):
        time.sleep(2)
        servers[0].signal(signal.SIGSTOP)
        stopped = time.monotonic()
        time.sleep(35)
        must(work.first_after(stopped + 16) is not None, "nobody is answered while one of two nodes is frozen")
        servers[0].signal(signal.SIGCONT)
    time.sleep(2)
    work.end()
    must(all(one.process.poll() is None for one in servers), "a server ended")
    twice = cluster.sql("SELECT count(*) FROM (SELECT 1 FROM events WHERE kind = 'task_completed' GROUP BY case_id, body HAVING count(*) > 1) AS twice", "sales")
    must(twice == "0", f"{twice} tasks were completed twice")
    all_is_there(cluster, work, servers[1], "frozen")
    print(f"frozen: {len(work.cases)} starts and {len(work.done)} completions answered by two nodes, one of them frozen for 35 s {max(1, ROUNDS // 2)} times; all there, none twice; sound")
    for one in servers:
        one.stop()
    cluster.throw_away()


def told(server, path):
    """What a page for machines says, with its status."""
    wire = http.client.HTTPConnection("127.0.0.1", server.port, timeout=15)
    wire.request("GET", path)
    answer = wire.getresponse()
    text = answer.read().decode()
    wire.close()
    return answer.status, text


def full():
    """Row 12: the disk of the tables is full under load; nothing is taken until it has space again, and then work goes on by itself."""
    if os.geteuid() != 0:
        print("full: left out, as a small disk can be mounted by root only")
        return
    cluster, disk = Cluster(), tempfile.mkdtemp(prefix="voronka-disk-")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", disk], check=True)
    try:
        os.chown(disk, SOMEBODY.pw_uid, SOMEBODY.pw_gid)
        os.chmod(disk, 0o700)
        os.mkdir(f"{disk}/tables", 0o700)
        os.chown(f"{disk}/tables", SOMEBODY.pw_uid, SOMEBODY.pw_gid)
        cluster.sql(f"CREATE TABLESPACE small LOCATION '{disk}/tables'")
        cluster.sql("CREATE DATABASE sales TEMPLATE template0 TABLESPACE small")
        server = Server(voronka, cluster.url(), LOG)
        work, waits = Work([server.port], server.token("anna")), []
        for _ in range(max(1, ROUNDS // 2)):
            time.sleep(2)
            with open(f"{disk}/ballast", "wb") as ballast:
                try:
                    while True:
                        ballast.write(bytes(1 << 16))
                        ballast.flush()
                except OSError:
                    pass
            filled = time.monotonic()
            while told(server, "/health/ready")[0] == 200:
                must(time.monotonic() - filled < 60, "the server is ready 60 s after its disk is full")
                time.sleep(0.1)
            must("voronka_disk_full 1" in told(server, "/metrics")[1], "the metrics do not say that the disk is full")
            must("диск" in told(server, "/health/ready")[1] or "disk" in told(server, "/health/ready")[1], "/health/ready does not say why")
            time.sleep(3)
            os.remove(f"{disk}/ballast")
            space = time.monotonic()
            while work.first_after(space) is None or told(server, "/health/ready")[0] != 200:
                must(time.monotonic() - space < 30, "nobody is answered 30 s after there is space again")
                time.sleep(0.05)
            waits.append(time.monotonic() - space)
        work.end()
        must(server.process.poll() is None, "the server ended")
        all_is_there(cluster, work, server, "full")
        print(f"full: {len(waits)} times; {len(work.cases)} starts and {len(work.done)} completions answered, all there; ready again {max(waits):.1f} s after there was space at most; sound")
        server.stop()
    finally:
        cluster.throw_away()
        subprocess.run(["umount", "-l", disk], check=False)


def timers():
    """Row 18: nodes race for timers that fell due at once; each fires once, each node has its share, and idle nodes are quiet."""
    cluster = Cluster()
    for nodes in [2, 4, 8]:
        arguments = ["--timers", str(TIMERS), "--rate", str(RATE), "--nodes", str(nodes), "--database", cluster.url().replace("/sales", "/postgres")]
        ran = subprocess.run([voronka, "bench", "timers", *arguments], capture_output=True, text=True)
        must(ran.returncode == 0, f"{nodes} nodes: {ran.stdout}{ran.stderr}")
        line = json.loads(ran.stdout)
        must(line["early"] + line["twice"] + line["lost"] == 0 and line["letters_to_one"] <= 1, ran.stdout)
        shares = [round(100 * share / max(1, sum(line["shares"]))) for share in line["shares"]]
        must(min(shares) * nodes > 25, f"no fair share: {line['shares']}")
        print(f"timers: {line['fired']} timers by {nodes} nodes in {line['drained_seconds']} s, shares in % {shares}; none early, twice or lost; {line['letters_to_one']} letter to one at most; people meanwhile p99 {line['p99_ms']} ms")
    database(cluster)
    servers = [Server(voronka, cluster.url(), LOG) for _ in range(4)]
    time.sleep(3)
    commits = lambda: int(cluster.sql("SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = 'sales'"))
    before = commits()
    time.sleep(10)
    rate = (commits() - before) / 10 / len(servers)
    must(rate < 40, f"an idle node makes {rate:.0f} transactions a second")
    print(f"timers: an idle node makes {rate:.1f} transactions a second")
    for one in servers:
        one.stop()
    cluster.throw_away()


# Claims of timers and letters, and the look whether there are any.
CLAIMS = "query LIKE '%WITH due AS (%' OR query LIKE '%WITH RECURSIVE waiting%' OR query LIKE 'SELECT % FROM outbox WHERE state%' OR query LIKE 'SELECT MIN(due_at)%'"


def history():
    """Row 39: a long history, and a reader who holds a state of it for HOLD seconds while people work: claims stay as quick as they were."""
    cluster = Cluster()
    cluster.sql("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'")
    cluster.stop("fast")
    cluster.start()
    database(cluster)
    cluster.sql("CREATE EXTENSION pg_stat_statements", "sales")
    server = Server(voronka, cluster.url(), LOG)
    token = server.token("anna")

    def claims(seconds):
        """People work for a while; how long a claim takes on the average in ms, and how often people were answered a second."""
        cluster.sql("SELECT pg_stat_statements_reset()", "sales")
        work = Work([server.port], token)
        time.sleep(seconds)
        work.end()
        calls, took = cluster.sql(f"SELECT COALESCE(sum(calls), 0), COALESCE(sum(total_exec_time), 0) FROM pg_stat_statements WHERE {CLAIMS}", "sales").split("|")
        must(int(calls) > seconds, f"there were {calls} claims in {seconds} s")
        return float(took) / int(calls), len(work.when) / seconds

    claims(3)
    # Deals that ended long ago, with events of today's month and of none.
    some = "(SELECT id FROM cases ORDER BY opened_at LIMIT 1)"
    columns = cluster.sql("SELECT string_agg(column_name, ', ') FROM information_schema.columns WHERE table_name = 'cases' AND column_name NOT IN ('id', 'status', 'finished_at')", "sales")
    cluster.sql(f"INSERT INTO cases (id, status, finished_at, {columns}) SELECT decode(md5(n::text), 'hex'), 'finished', opened_at, {columns} FROM cases, generate_series(1, {EVENTS // 500}) AS n WHERE cases.id = {some}", "sales")
    cluster.sql(f"INSERT INTO events (case_id, seq, at, author, acts_for, kind, body) SELECT decode(md5(n::text), 'hex'), seq + 1000 * m, at, author, acts_for, kind, body FROM generate_series(1, {EVENTS // 500}) AS n, generate_series(1, 500) AS m, (SELECT * FROM events WHERE case_id = {some} ORDER BY seq LIMIT 1) AS one", "sales")
    cluster.sql("ANALYZE", "sales")
    before = claims(8)
    reader = subprocess.Popen([f"{PROGRAMS}/psql", "-h", "127.0.0.1", "-p", str(cluster.port), "-U", "voronka", "-d", "sales", "-qAt"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    reader.stdin.write("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) > 0 FROM events;\n")
    reader.stdin.flush()
    reader.stdout.readline()
    claims(HOLD)
    held = claims(8)
    dead = lambda: int(cluster.sql("SELECT sum(n_dead_tup) FROM pg_stat_user_tables WHERE relname IN ('timers', 'outbox', 'tasks', 'cases')", "sales"))
    most = dead()
    reader.communicate("COMMIT;\n")
    cluster.sql("VACUUM timers, outbox, tasks, cases", "sales")
    time.sleep(2)
    must(held[0] < 3 * before[0] + 0.5, f"a claim took {before[0]:.2f} ms and takes {held[0]:.2f} ms while somebody reads")
    must(dead() < most / 2 + 1000, f"{dead()} rows that nobody needs stay behind")
    print(f"history: {EVENTS} events; a claim takes {before[0]:.3f} ms, and {held[0]:.3f} ms after a reader has held a state for {HOLD} s; people were answered {before[1]:.0f} and {held[1]:.0f} times a second; {most} dead rows then, {dead()} once he had gone")
    server.stop()
    cluster.throw_away()


def patroni():
    """Row 17 as the guide has it: a primary hands over, or its machine is gone, and nothing answered is lost."""
    from patroni import Patroni

    cluster = Patroni()
    servers = [Server(voronka, cluster.url(), LOG) for _ in range(2)]
    work, waits = Work([one.port for one in servers], servers[0].token("anna")), {"switchover": [], "kill": []}
    for turn in range(max(1, ROUNDS // 2) * 2):
        time.sleep(4)
        cluster.until_safe()
        began, gone = time.monotonic(), None
        if turn % 2 == 0:
            cluster.switch()
        else:
            gone = cluster.kill_primary()
        began = time.monotonic() if gone else began
        # What was answered by the old primary while it handed over does not count.
        time.sleep(1)
        cluster.until(lambda: work.first_after(time.monotonic() - 0.5) is not None, "nobody is answered", 90)
        waits["kill" if gone else "switchover"].append(work.longest_pause(began))
        if gone:
            cluster.back(gone)
    cluster.until_safe()
    work.end()
    must(all(one.process.poll() is None for one in servers), "a server ended")
    all_is_there(cluster, work, servers[0], "patroni")
    took = ", ".join(f"{kind} {max(times):.1f} s" for kind, times in waits.items())
    print(f"patroni: {len(waits['switchover'])} switchovers, {len(waits['kill'])} primaries killed; {len(work.cases)} starts and {len(work.done)} completions answered, all there; longest without an answer: {took}; sound")
    for one in servers:
        one.stop()
    cluster.throw_away()


for name in wanted:
    {"restart": restart, "cut": cut, "failover": failover, "frozen": frozen, "full": full, "timers": timers, "history": history, "patroni": patroni}[name]()
os.remove(LOG)
