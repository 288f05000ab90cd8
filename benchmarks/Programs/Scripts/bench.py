"""Trains nothing, in each protocol: bench.py PROTOCOL ITERATIONS SECONDS; 0 iterations are as many as wanted.

With BENCH_TIMES it appends to that file when each training began (with a process of its own: when that was started)
and ended; with BENCH_PROCESSES its process and that of a child in a session of its own, which ignores SIGTERM.
"""

import json
import os
import random
import subprocess
import sys
import time

PROTOCOL, ITERATIONS, SECONDS = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])


def note(variable, text):
    path = os.environ.get(variable)
    if path:
        with open(path, "a") as file:
            file.write(text + "\n")


def process_began():
    with open("/proc/self/stat") as file:
        ticks = int(file.read().rsplit(")", 1)[1].split()[19])
    with open("/proc/uptime") as file:
        boot = time.time() - float(file.read().split()[0])
    return boot + ticks / os.sysconf("SC_CLK_TCK")


def have_child():
    if "BENCH_PROCESSES" in os.environ:
        script = "trap '' TERM; exec sleep 1000000"
        child = subprocess.Popen(["setsid", "sh", "-c", script], stdout=subprocess.DEVNULL)
        note("BENCH_PROCESSES", f"{os.getpid()}\n{child.pid}")


def iterations():
    done = 0
    while ITERATIONS == 0 or done < ITERATIONS:
        time.sleep(SECONDS)
        done += 1
        yield done


def save(folder):
    with open(os.path.join(folder, "weights"), "wb") as file:
        file.write(bytes(1600000))


def load(folder):
    with open(os.path.join(folder, "weights"), "rb") as file:
        file.read()


def by_output():
    have_child()
    for i in iterations():
        print(f"score={i}", flush=True)
    note("BENCH_TIMES", f"{process_began()} {time.time()}")


def by_files():
    exchange = os.environ["CLADE_EXCHANGE"]

    def tell(name, content):
        partial = os.path.join(exchange, name + ".partial")
        with open(partial, "w") as file:
            file.write(content)
        os.rename(partial, os.path.join(exchange, name))

    def hear():
        path = os.path.join(exchange, "answer")
        while not os.path.exists(path):
            time.sleep(0.001)
        with open(path) as file:
            decision, _, rest = file.read().rstrip("\n").partition(" ")
        os.remove(path)
        return decision, rest

    have_child()
    if os.environ["CLADE_CHECKPOINT"]:
        load(os.environ["CLADE_CHECKPOINT"])
    with open(os.environ["CLADE_CONFIG"]) as file:
        tell("started", file.read())
    for _ in iterations():
        tell("report", json.dumps({"score": random.random()}))
        decision, rest = hear()
        while decision == "save":
            save(rest)
            tell("saved", "")
            decision, rest = hear()
        if decision != "continue":
            break
    note("BENCH_TIMES", f"{process_began()} {time.time()}")


def by_channel():
    import clade

    have_child()

    def train(trial):
        began = time.time()
        try:
            trial.restore(load)
            for _ in iterations():
                trial.report({"score": random.random()}, save=save)
        finally:
            note("BENCH_TIMES", f"{began} {time.time()}")

    clade.run(train)


{"output": by_output, "files": by_files, "channel": by_channel}[PROTOCOL]()
