"""Trains nothing, in each protocol: bench.py PROTOCOL ITERATIONS SECONDS; 0 iterations are as many as wanted.

With BENCH_TIMES it appends to that file when each training began and ended by its own clock; with BENCH_PROCESSES its
process and that of a child in a session of its own, which ignores SIGTERM.
"""

import time

BEGAN = time.time()

import json  # noqa: E402
import os  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402

PROTOCOL, ITERATIONS, SECONDS = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])


def note(variable, text):
    path = os.environ.get(variable)
    if path:
        with open(path, "a") as file:
            file.write(text + "\n")


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
    note("BENCH_TIMES", f"{BEGAN} {time.time()}")


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
    for i in iterations():
        tell("report", json.dumps({"score": i}))
        decision, rest = hear()
        while decision == "save":
            save(rest)
            tell("saved", "")
            decision, rest = hear()
        if decision != "continue":
            break
    note("BENCH_TIMES", f"{BEGAN} {time.time()}")


def by_channel():
    import clade

    have_child()

    def train(trial):
        began = time.time()
        try:
            trial.restore(load)
            for i in iterations():
                trial.report({"score": i}, save=save)
        finally:
            note("BENCH_TIMES", f"{began} {time.time()}")

    clade.run(train)


{"output": by_output, "files": by_files, "channel": by_channel}[PROTOCOL]()
