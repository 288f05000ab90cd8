"""Tests of clade.py: python3 -m unittest, in this folder."""

import ast
import io
import json
import math
import os
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
from contextlib import redirect_stdout
from unittest import mock

import clade

HERE = os.path.dirname(os.path.abspath(__file__))


class Clade:
    """Plays Clade's side: sends what it is given, one line for each line that it hears where it is to answer."""

    def __init__(self, *says):
        self.folder = tempfile.TemporaryDirectory()
        self.path = os.path.join(self.folder.name, "socket")
        self.heard = []
        self._says = list(says)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self.path)
        self._listener.listen()
        self._thread = threading.Thread(target=self._talk)

    def _talk(self):
        connection, _ = self._listener.accept()
        with connection, connection.makefile("r", encoding="utf-8") as lines:
            for line in lines:
                message = json.loads(line)
                self.heard.append(message)
                if message["type"] in ("hello", "report", "saved", "ended"):
                    if not self._says:
                        return
                    connection.sendall((json.dumps(self._says.pop(0)) + "\n").encode())

    def serve(self, train):
        environment = {"CLADE_SOCKET": self.path, "CLADE_TOKEN": "secret"}
        self._thread.start()
        with mock.patch.dict(os.environ, environment):
            clade.run(train)
        self._thread.join()
        self._listener.close()
        self.folder.cleanup()
        return self.heard


def start(trial=3, attempt=1, **fields):
    message = {
        "type": "start", "trial": trial, "attempt": attempt,
        "config": {"lr": 0.1, "layers": 2, "name": "a", "on": True}, "checkpoint": None, "iteration": 0, "trial_time": 0,
        "seed": 7, "learning_rate_factor": 1, "cpus": [0],
        "gpus": [],
    }
    return dict(message, **fields)


def answer(decision, **fields):
    return dict({"type": "answer", "decision": decision, "folder": None, "learning_rate_factor": 1}, **fields)


EXIT = {"type": "exit"}


class ServingTests(unittest.TestCase):
    def test_an_attempt_from_hello_to_exit(self):
        saved = []

        def train(trial):
            self.assertEqual((trial.id, trial.attempt, trial.seed, trial.iteration), (3, 1, 7, 0))
            self.assertEqual(trial.config, {"lr": 0.1, "layers": 2, "name": "a", "on": True})
            self.assertFalse(trial.restore(self.fail))
            trial.report({"loss": 0.5}, save=saved.append)
            self.assertEqual((trial.iteration, trial.learning_rate_factor), (1, 0.25))
            trial.report({"loss": math.nan, "gain": math.inf, "cost": -math.inf})

        heard = Clade(
            start(), answer("save", folder="/there"), answer("continue", learning_rate_factor=0.25), answer("stop"),
            EXIT,
        ).serve(train)

        about = {"trial": 3, "attempt": 1}
        self.assertEqual(saved, ["/there"])
        self.assertEqual(
            heard,
            [
                {"type": "hello", "protocol": 1, "token": "secret"},
                dict(about, type="started", config={"lr": 0.1, "layers": 2, "name": "a", "on": True}),
                dict(about, type="report", sequence=1, metrics={"loss": 0.5}, can_save=True),
                dict(about, type="saved", sequence=1),
                dict(
                    about, type="report", sequence=2, can_save=False,
                    metrics={"loss": "NaN", "gain": "Infinity", "cost": "-Infinity"},
                ),
                dict(about, type="ended", outcome="left", error=None),
            ],
        )

    def test_one_process_serves_one_attempt_after_the_other(self):
        served = []

        def train(trial):
            served.append((trial.id, trial.attempt))
            trial.report({"loss": 1})

        heard = Clade(
            start(trial=1), answer("yield"), start(trial=2, attempt=0), answer("continue"), EXIT
        ).serve(train)

        self.assertEqual(served, [(1, 1), (2, 0)])
        self.assertEqual([m["outcome"] for m in heard if m["type"] == "ended"], ["left", "completed"])
        self.assertEqual([m["sequence"] for m in heard if m["type"] == "report"], [1, 1])

    def test_a_checkpoint_is_restored_and_counts(self):
        loaded = []

        def train(trial):
            self.assertTrue(trial.restore(loaded.append))
            self.assertEqual(trial.iteration, 12)
            self.assertEqual((trial.restart.shrink, trial.restart.perturb), (0.2, 0.1))

        Clade(start(checkpoint="/there", iteration=12, restart={"shrink": 0.2, "perturb": 0.1}), EXIT).serve(train)

        self.assertEqual(loaded, ["/there"])

    def test_the_end_of_a_trial_passes_by_except_exception_and_runs_finally(self):
        passed = []

        def train(trial):
            try:
                trial.report({"loss": 1})
            except Exception:
                self.fail("It is no Exception.")
            finally:
                passed.append("finally")

        heard = Clade(start(), answer("stop"), EXIT).serve(train)

        self.assertEqual((passed, heard[-1]["outcome"]), (["finally"], "left"))

    def test_a_training_that_goes_on_though_told_to_leave_hears_it_again(self):
        def train(trial):
            try:
                trial.report({"loss": 1})
            except clade.TrialEnded:
                with self.assertRaises(clade.TrialEnded):
                    trial.report({"loss": 1})
                raise ValueError("whatever comes of it")

        heard = Clade(start(), answer("stop"), EXIT).serve(train)

        self.assertEqual([m["type"] for m in heard], ["hello", "started", "report", "ended"])
        self.assertEqual((heard[-1]["outcome"], heard[-1]["error"]), ("left", None))

    def test_an_exception_fails_the_attempt_with_all_that_is_known(self):
        def train(trial):
            raise KeyError("weights")

        error = Clade(start(), EXIT).serve(train)[-1]["error"]

        self.assertEqual((error["kind"], error["message"]), ("KeyError", "'weights'"))
        self.assertIn("in train", error["details"])

    def test_the_end_of_the_socket_ends_the_program(self):
        def train(trial):
            while True:
                trial.report({"loss": 1})

        heard = Clade(start(), answer("continue")).serve(train)

        self.assertEqual([m["type"] for m in heard], ["hello", "started", "report", "report"])


class ReportTests(unittest.TestCase):
    def setUp(self):
        self.trial = clade.Trial(start(), clade._DryRun())

    def test_what_is_no_report_is_refused_with_the_reason(self):
        for metrics, reason in (
            ({}, "at least one metric"),
            ({"loss": "low"}, "'loss' is 'low'"),
            ({"loss": None}, "'loss' is None"),
            ({"m%d" % i: 0.5 for i in range(10_000)}, "at most 65536 fit"),
        ):
            with self.assertRaisesRegex(ValueError, reason):
                self.trial.report(metrics)

    def test_anything_that_is_a_number_is_a_metric(self):
        class Scalar:
            def __float__(self):
                return 0.5

        with redirect_stdout(io.StringIO()) as out:
            self.trial.report({"loss": Scalar(), "on": True, "n": "3"})
        self.assertEqual(out.getvalue(), "report 1: loss=0.5 on=1.0 n=3.0\n")

    def test_a_configuration_that_is_not_in_force_is_found(self):
        self.trial.confirm(lr=0.1 * (1 + 1e-7), layers=2, name="a", on=True)
        for values, reason in (
            ({"lr": 0.2}, "'lr' is 0.2 in the training and 0.1"),
            ({"name": "b"}, "'name' is 'b'"),
            ({"on": False}, "'on' is False"),
            ({"lr": "fast"}, "'lr' is 'fast'"),
            ({"rate": 1}, "no hyperparameter 'rate'.*lr, layers, name, on"),
        ):
            with self.assertRaisesRegex(clade.ConfigurationError, reason):
                self.trial.confirm(**values)

    def test_a_second_report_at_the_same_time_is_refused(self):
        self.trial._reporting.acquire()
        with self.assertRaisesRegex(RuntimeError, "waits for its answer"):
            self.trial.report({"loss": 1})


class ByHandTests(unittest.TestCase):
    def run_script(self, script):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("CLADE_")}
        return subprocess.run(
            [sys.executable, "-c", script], cwd=HERE, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            universal_newlines=True, check=False,
        )

    def test_it_says_how_it_is_meant_to_be_run(self):
        done = self.run_script("import clade; clade.run(lambda trial: 1 / 0)")
        self.assertEqual(done.returncode, 1)
        self.assertIn("'clade run'", done.stderr)
        self.assertNotIn("Traceback", done.stderr)

    def test_a_dry_run_prints_its_reports(self):
        done = self.run_script(
            "import clade; clade.run(lambda t: t.report({'loss': t.config['lr']}), dry_run={'lr': 2})"
        )
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "report 1: loss=2.0\n", ""))


class FileTests(unittest.TestCase):
    def test_it_needs_python_3_8_and_the_standard_library_alone(self):
        with open(os.path.join(HERE, "clade.py"), encoding="utf-8") as file:
            tree = ast.parse(file.read(), feature_version=(3, 8))
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
        modules = {name.name for node in imports for name in node.names}
        self.assertEqual(modules, {"json", "math", "os", "socket", "sys", "threading", "traceback"})


if __name__ == "__main__":
    unittest.main()
