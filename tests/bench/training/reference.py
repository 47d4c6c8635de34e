"""The workloads of the training benchmark in PyTorch, one thread.

Prints one line of JSON: least and median ms of forward, loss and gradients.
"""
import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(1)


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(1000, 128)
        self.lstm = nn.LSTM(128, 128, batch_first=True)
        self.head = nn.Linear(128, 1000)

    def forward(self, x):
        return self.head(self.lstm(self.embedding(x))[0])


class Block(nn.Module):
    def __init__(self, c=128, heads=4):
        super().__init__()
        self.heads = heads
        self.ln1, self.ln2 = nn.LayerNorm(c), nn.LayerNorm(c)
        self.qkv, self.out = nn.Linear(c, 3 * c), nn.Linear(c, c)
        self.up, self.down = nn.Linear(c, 4 * c), nn.Linear(4 * c, c)

    def forward(self, x):
        b, t, c = x.shape
        q, k, v = self.qkv(self.ln1(x)).reshape(
            b, t, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-1, -2) * (c // self.heads) ** -0.5
        mask = torch.ones(t, t, dtype=torch.bool).tril()
        scores = scores.masked_fill(~mask, -1e9)
        y = (scores.softmax(-1) @ v).transpose(1, 2).reshape(b, t, c)
        x = x + self.out(y)
        return x + self.down(F.relu(self.up(self.ln2(x))))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(65, 128)
        self.blocks = nn.Sequential(Block(), Block())
        self.norm, self.head = nn.LayerNorm(128), nn.Linear(128, 65)

    def forward(self, x):
        return self.head(self.norm(self.blocks(self.embedding(x))))


def perceptron():
    return nn.Sequential(
        nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(),
        nn.Linear(128, 10))


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(),
        nn.Linear(84, 10))


def rows(batch):
    return torch.randn(batch, 784), torch.randint(0, 10, (batch,))


def images(batch):
    return torch.randn(batch, 1, 28, 28), torch.randint(0, 10, (batch,))


def tokens(vocabulary, *shape):
    return [torch.randint(0, vocabulary, shape) for _ in range(2)]


WORKLOADS = {
    "logistic b64": (lambda: nn.Linear(784, 10), lambda: rows(64)),
    "mlp b64": (perceptron, lambda: rows(64)),
    "lenet b1": (lenet, lambda: images(1)),
    "lenet b16": (lenet, lambda: images(16)),
    "lenet b64": (lenet, lambda: images(64)),
    "lstm b20": (Recurrent, lambda: tokens(1000, 20, 35)),
    "transformer b16": (Transformer, lambda: tokens(65, 16, 64)),
}


def measure(name, budget):
    make, data = WORKLOADS[name]
    model, (x, y) = make(), data()
    times = []
    end = None
    while end is None or time.perf_counter() < end:
        start = time.perf_counter()
        model.zero_grad()
        F.cross_entropy(model(x).reshape(y.numel(), -1), y.reshape(-1)).backward()
        times.append(1e3 * (time.perf_counter() - start))
        if len(times) == 3 and end is None:
            times, end = [], time.perf_counter() + budget / 1e3
    times.sort()
    return {"least": times[0], "median": times[len(times) // 2], "steps": len(times)}


print(json.dumps(measure(sys.argv[1], float(sys.argv[2]))))
