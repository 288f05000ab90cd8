"""Clade's client for training scripts in Python: one file, the standard library only, Python 3.8 or later.

Copy this file beside your script, or put its folder on PYTHONPATH. A script looks like this::

    import clade

    def train(trial):
        model = Model(trial.config["hidden"], seed=trial.seed)
        trial.restore(model.load)                      # nothing to restore on a fresh start
        while True:
            model.train_epoch(lr=trial.config["lr"])
            trial.report({"val_accuracy": model.evaluate()}, save=model.save)

    clade.run(train)

``model.save`` and ``model.load`` take the path of a folder. Clade calls ``save`` exactly when it needs a checkpoint,
and ends ``train`` inside ``report`` when the trial is to end or to go on later. The process serves one attempt after
the other, so imports and data that are loaded outside ``train`` stay in memory.

What is said over the socket is described in docs/channel.md of Clade, section "Programs in any language".
"""

import json
import math
import os
import socket
import sys
import threading
import traceback
from typing import Any, Callable, Dict, List, Mapping, Optional

__all__ = ["ConfigurationError", "Restart", "Trial", "TrialEnded", "run"]

PROTOCOL = 1

_LINE_BYTES_MAX = 1 << 20
_REPORT_BYTES_MAX = 64 << 10
_TEXT_LENGTH_MAX = 16_000
_RELATIVE_TOLERANCE = 1e-6

Save = Callable[[str], Any]


class TrialEnded(BaseException):
    """Ends ``train`` when its trial stops, or goes on later. Nothing went wrong: let it pass.

    It is no ``Exception``, so that ``except Exception`` does not catch it; ``with`` and ``finally`` clean up.
    """


class ConfigurationError(Exception):
    """The training does not use the configuration that it was given."""


class Restart:
    """What to do to the weights after a restart of the population, once the checkpoint is restored.

    Each weight w becomes ``shrink * w + perturb * f``, with f the same weight freshly initialised.
    """

    def __init__(self, shrink: float, perturb: float) -> None:
        self.shrink = shrink
        self.perturb = perturb


class Trial:
    """One attempt at a trial: its configuration, its checkpoint, and where it reports."""

    def __init__(self, start: Mapping[str, Any], connection: "_Connection") -> None:
        self.id: int = start["trial"]
        """The trial's number; it keeps it through every attempt."""
        self.attempt: int = start["attempt"]
        """How often somebody began to serve this trial before; 0 for the first attempt."""
        self.config: Dict[str, Any] = dict(start["config"])
        """The hyperparameters by name: floats, integers, booleans and texts."""
        self.seed: int = start["seed"]
        """For the training's own random numbers, the same in every attempt of this trial; at least 0."""
        self.iteration: int = start["iteration"]
        """Iterations done: those of the checkpoint, and the reports since. 0 on a fresh start."""
        self.checkpoint: Optional[str] = start["checkpoint"]
        """The folder to go on from; None on a fresh start. See ``restore``."""
        self.learning_rate_factor: float = start["learning_rate_factor"]
        """What to multiply the learning rate by in the next iteration: below 1 while a cool-down lasts."""
        self.cpus: List[int] = start["cpus"]
        """The CPU cores of this attempt, by number."""
        self.gpus: List[str] = start["gpus"]
        """The GPUs of this attempt, as CUDA_VISIBLE_DEVICES names them."""
        restart = start.get("restart")
        self.restart: Optional[Restart] = Restart(restart["shrink"], restart["perturb"]) if restart else None
        """What to do to restored weights after a restart of the population; None almost always."""
        self._connection = connection
        self._sequence = 0
        self._has_left = False
        self._reporting = threading.Lock()

    def restore(self, load: Callable[[str], Any]) -> bool:
        """Loads the checkpoint to go on from, if there is one.

        :param load: gets the checkpoint's folder, and must not change what is in it.
        :return: whether there was a checkpoint; False on a fresh start, and then ``load`` is not called.
        """
        if self.checkpoint is None:
            return False
        load(self.checkpoint)
        return True

    def confirm(self, **in_force: Any) -> None:
        """Says which hyperparameters are really in force, for values that something else could have changed.

        An optimiser's restored state, say, brings back the learning rate of the trial that it was copied from::

            trial.confirm(lr=optimizer.param_groups[0]["lr"])

        :raises ConfigurationError: a value differs from the configuration's by more than one part in a million.
        """
        for name, value in in_force.items():
            if name not in self.config:
                raise ConfigurationError(
                    "there is no hyperparameter '%s' in this configuration, which has: %s. Correct the name."
                    % (name, ", ".join(self.config))
                )
            if not _are_same(self.config[name], value):
                raise ConfigurationError(
                    "'%s' is %r in the training and %r in the trial's configuration, so that its scores would be "
                    "credited to the wrong one. Set hyperparameters after restoring the checkpoint, not before."
                    % (name, value, self.config[name])
                )

    def report(self, metrics: Mapping[str, Any], save: Optional[Save] = None) -> None:
        """Reports one iteration and waits for the answer.

        :param metrics: numbers by name. NaN and infinities are allowed; they rank last.
        :param save: writes a checkpoint into the folder that it gets; called if and only if one is needed now.
        :raises TrialEnded: the attempt is over. Let it pass.
        :raises ValueError: a metric is no number, or there is none.
        """
        if not self._reporting.acquire(blocking=False):
            raise RuntimeError("report was called while another report of this trial waits for its answer.")
        try:
            self._report(_numbers(metrics), save)
        finally:
            self._reporting.release()

    def _report(self, metrics: Dict[str, Any], save: Optional[Save]) -> None:
        if self._has_left:
            raise TrialEnded()
        self._sequence += 1
        self.iteration += 1
        _flush()
        self._say("report", sequence=self._sequence, metrics=metrics, can_save=save is not None)
        answer = self._answer()
        while answer["decision"] == "save":
            assert save is not None
            save(answer["folder"])
            self._say("saved", sequence=self._sequence)
            answer = self._answer()
        if answer["decision"] != "continue":
            self._has_left = True
            raise TrialEnded()
        self.learning_rate_factor = answer["learning_rate_factor"]

    def _answer(self) -> Dict[str, Any]:
        answer = self._connection.receive()
        if answer is None or answer["type"] == "exit":
            # Nobody waits for this training any more.
            self._connection.is_closed = True
            self._has_left = True
            raise TrialEnded()
        return answer

    def _say(self, kind: str, **fields: Any) -> None:
        self._connection.send(dict({"type": kind, "trial": self.id, "attempt": self.attempt}, **fields))


class _Connection:
    """Lines of JSON over the socket."""

    def __init__(self, path: str, token: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.connect(path)
        self._lines = self._socket.makefile("rb")
        self.is_closed = False
        self.send({"type": "hello", "protocol": PROTOCOL, "token": token})

    def send(self, message: Mapping[str, Any]) -> None:
        line = json.dumps(message, allow_nan=False).encode("utf-8") + b"\n"
        try:
            self._socket.sendall(line)
        except (BrokenPipeError, ConnectionResetError):
            pass  # The end of what can be received says it too.

    def receive(self) -> Optional[Dict[str, Any]]:
        try:
            line = self._lines.readline(_LINE_BYTES_MAX + 1)
        except ConnectionResetError:
            return None
        return json.loads(line.decode("utf-8")) if line.endswith(b"\n") else None

    def close(self) -> None:
        self._lines.close()
        self._socket.close()


class _DryRun:
    """Stands for Clade where there is none: prints reports, and lets every one continue."""

    is_closed = False

    def send(self, message: Mapping[str, Any]) -> None:
        if message["type"] == "report":
            words = ["%s=%s" % item for item in message["metrics"].items()]
            print("report %d: %s" % (message["sequence"], " ".join(words)), flush=True)

    def receive(self) -> Dict[str, Any]:
        return {"type": "answer", "decision": "continue", "learning_rate_factor": 1.0}


def run(train: Callable[[Trial], Any], dry_run: Optional[Mapping[str, Any]] = None) -> None:
    """Serves trials until Clade has no more: calls ``train`` for each attempt.

    :param train: trains one trial and reports after each iteration. It may return when it has nothing left to train.
    :param dry_run: a configuration to train with when the script is started by hand, without Clade. Reports are then
        printed, nothing is saved, and ``train`` ends when it returns, or by Ctrl+C.
    """
    path, token = os.environ.get("CLADE_SOCKET"), os.environ.get("CLADE_TOKEN")
    if path is None or token is None:
        _run_by_hand(train, dry_run)
        return

    connection = _Connection(path, token)
    try:
        while not connection.is_closed:
            order = connection.receive()
            if order is None or order["type"] == "exit":
                return
            if order["type"] == "refused":
                sys.exit("Clade does not take this script: %s" % order["reason"])
            if order["type"] == "start":
                _serve(train, Trial(order, connection), connection)
    finally:
        connection.close()


def _serve(train: Callable[[Trial], Any], trial: Trial, connection: _Connection) -> None:
    outcome, error = "completed", None
    trial._say("started", config=trial.config)
    try:
        train(trial)
    except TrialEnded:
        outcome = "left"
    except Exception as e:
        outcome = "failed"
        error = {
            "kind": type(e).__name__,
            "message": (str(e) or type(e).__name__)[:_TEXT_LENGTH_MAX],
            "details": traceback.format_exc()[-_TEXT_LENGTH_MAX:],
        }
    if trial._has_left:
        outcome, error = "left", None
    # What was printed belongs to this attempt.
    _flush()
    if not connection.is_closed:
        trial._say("ended", outcome=outcome, error=error)


def _run_by_hand(train: Callable[[Trial], Any], dry_run: Optional[Mapping[str, Any]]) -> None:
    if dry_run is None:
        sys.exit(
            "This script is a training program for Clade, which starts it and tells it what to train: there is no "
            "CLADE_SOCKET here. Name it in the command of a tune.yaml with 'protocol: channel' and use 'clade run', "
            "or give clade.run a configuration to try it by hand: clade.run(train, dry_run={'lr': 0.1})."
        )
    start = {
        "trial": 0, "attempt": 0, "config": dry_run, "seed": 0, "iteration": 0, "checkpoint": None,
        "learning_rate_factor": 1.0, "cpus": [], "gpus": [],
    }  # fmt: skip
    try:
        train(Trial(start, _DryRun()))  # type: ignore[arg-type]
    except (KeyboardInterrupt, TrialEnded):
        pass


def _numbers(metrics: Mapping[str, Any]) -> Dict[str, Any]:
    if not metrics:
        raise ValueError("a report needs at least one metric: trial.report({'val_accuracy': 0.9}), say.")
    numbers: Dict[str, Any] = {}
    for name, value in metrics.items():
        try:
            number = float(value)
        except (TypeError, ValueError):
            raise ValueError(
                "metric '%s' is %r, which is no number. Report a number, or leave it out." % (name, value)
            ) from None
        numbers[str(name)] = number if math.isfinite(number) else _literal(number)
    size = len(json.dumps(numbers))
    if size > _REPORT_BYTES_MAX:
        raise ValueError(
            "the metrics are %d bytes long as JSON, and at most %d fit a report. Report fewer of them, and write "
            "large data into files of your own." % (size, _REPORT_BYTES_MAX)
        )
    return numbers


def _literal(number: float) -> str:
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"


def _are_same(wanted: Any, said: Any) -> bool:
    if isinstance(wanted, (bool, str)):
        return bool(said == wanted)
    try:
        return abs(float(said) - wanted) <= _RELATIVE_TOLERANCE * abs(wanted)
    except (TypeError, ValueError):
        return False


def _flush() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
