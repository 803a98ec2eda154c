"""Faults of PostgreSQL and of nodes, while people work. See `run`."""
import os, random, signal, sys, tempfile, time

from house import Cluster, Server, Work, lost

voronka, wanted = sys.argv[1], sys.argv[2:] or ["restart", "cut", "failover", "frozen"]
ROUNDS = int(os.environ.get("ROUNDS", "5"))
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
    {"restart": restart, "cut": cut, "failover": failover, "frozen": frozen, "patroni": patroni}[name]()
os.remove(LOG)
