"""Trains a small model, as an example: put yours in its place.

'clade run' starts this script and tells it what to train; it stays to serve one trial after the other, so what is
loaded outside 'train' is loaded once. By hand: python3 train.py
"""

import json
import os
import random

import clade

CURVATURES = [1.0, 2.0, 5.0, 10.0, 20.0]


class Model:
    """Looks for the lowest point of a valley, steep one way and flat the other, by gradients with noise.

    A large learning rate comes near it soon, a small one comes nearer in the end: a schedule is best. The loss is that
    of the weights' moving average, as is usual.
    """

    def __init__(self, seed):
        self.noise = random.Random(seed)
        self.weights = [1.0] * len(CURVATURES)
        self.velocity = [0.0] * len(CURVATURES)
        self.average = [1.0] * len(CURVATURES)

    def train_epoch(self, lr, momentum):
        for _ in range(20):
            for i, curvature in enumerate(CURVATURES):
                gradient = curvature * self.weights[i] + self.noise.gauss(0, 1)
                self.velocity[i] = momentum * self.velocity[i] - lr * gradient
                self.weights[i] += self.velocity[i]
                self.average[i] += 0.02 * (self.weights[i] - self.average[i])

    def loss(self):
        return sum(c * w * w for c, w in zip(CURVATURES, self.average)) / 2

    def save(self, folder):
        """Writes the whole state of the training into an empty folder."""
        with open(os.path.join(folder, "model.json"), "w") as file:
            json.dump([self.weights, self.velocity, self.average], file)

    def load(self, folder):
        """Reads it back: perhaps that of another trial."""
        with open(os.path.join(folder, "model.json")) as file:
            self.weights, self.velocity, self.average = json.load(file)


def train(trial):
    model = Model(trial.seed)
    trial.restore(model.load)  # nothing to restore on a fresh start
    while True:
        model.train_epoch(trial.config["lr"] * trial.learning_rate_factor, trial.config["momentum"])
        trial.report({"loss": model.loss()}, save=model.save)


if __name__ == "__main__":
    clade.run(train, dry_run={"lr": 0.001, "momentum": 0.5})
