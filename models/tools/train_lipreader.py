#!/usr/bin/env python3
"""Learns a lip reader from examples that `selfsame train samples` wrote.

Enters: files of examples (a line of JSON a recording). Leaves: a safetensors file that
`selfsame::lipreader` reads. Needs torch and safetensors; one thread and fixed seeds, so
that the same versions on the same machine give the same file again.

    train_lipreader.py --alone 2 --out lipreader_en.safetensors real.jsonl simulated.jsonl

With --alone the first networks learn from the first file only: simulated lips among the
examples make a network know simulated people better and strangers a little worse.

What it learns to bear, drawn anew for every example it looks at: windows laid 0 to 0.06 s
around a word, or up to 0.3 s with the word anywhere in them; speech 15 % faster or slower;
measures that move 15 % more or less, and lie 0.2 of their spread elsewhere, than the
person's normalisation says; jitter.
"""

import argparse
import json
import math
import random

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import nn

MEASURES = 16
MOST, LEAST = 64, 3  # samples of a window, as in lipreader.rs
FEWEST = 3  # examples of a word
SPEED, SCALE, OFFSET, JITTER = 0.15, 0.15, 0.2, 0.1
CLOSE, WIDE = 0.06, 0.3  # seconds around a word
CLOSE_SHARE = 0.4


class Network(nn.Module):
    """As lipreader/network.rs."""

    def __init__(self, words, channels, dropout):
        super().__init__()
        self.c1 = nn.Conv1d(MEASURES + 1, channels, 5, padding=2)
        self.c2 = nn.Conv1d(channels, channels, 5, padding=4, dilation=2)
        self.c3 = nn.Conv1d(channels, channels, 5, padding=8, dilation=4)
        self.drop = nn.Dropout(dropout)
        self.o = nn.Linear(2 * channels, words)

    def forward(self, rows):
        inside = rows[:, :, -1:].transpose(1, 2)
        rows = rows.transpose(1, 2)
        seen = F.relu(self.c1(rows)) * inside
        seen = (seen + F.relu(self.c2(self.drop(seen)))) * inside
        seen = (seen + F.relu(self.c3(self.drop(seen)))) * inside
        mean = seen.sum(2) / inside.sum(2)
        return self.o(self.drop(torch.cat([mean, seen.max(2)[0]], 1)))


def examples(files):
    """(samples, start and end in samples, word with its group) of every word."""
    found = []
    for file in files:
        for line in open(file, encoding="utf-8"):
            recording = json.loads(line)
            if recording["schema"] != "selfsame.train.samples/1":
                raise SystemExit(f"{file}: not a file of examples")
            samples = np.array(recording["samples"], np.float32)
            rate, start = recording["rate"], recording["start_s"]
            for word in recording["words"]:
                ends = [(word[end] - start) * rate for end in ("start_s", "end_s")]
                found.append((samples, *ends, (word["group"], word["word"]), rate))
    return found


def cut(samples, start, end, dice):
    """The window between two places, with somebody else's ways of moving."""
    speed = math.exp(dice.normal(0, SPEED))
    count = int(np.clip(round((end - start) / speed), LEAST, MOST))
    at = (start + end) / 2 + (np.arange(count) + 0.5 - count / 2) * speed
    at = np.clip(at, 0, len(samples) - 1)
    low = at.astype(int)
    high = np.minimum(low + 1, len(samples) - 1)
    share = (at - low)[:, None]
    rows = samples[low] * (1 - share) + samples[high] * share
    rows = rows * np.exp(dice.normal(0, SCALE, MEASURES)) + dice.normal(0, OFFSET, MEASURES)
    rows = rows + dice.normal(0, JITTER, rows.shape)
    window = np.zeros((MOST, MEASURES + 1), np.float32)
    from_ = (MOST - count) // 2
    window[from_ : from_ + count, :-1] = rows
    window[from_ : from_ + count, -1] = 1
    return window


def drawn(example, dice):
    samples, start, end, _, rate = example
    end = max(end, start + 2)
    if dice.random() < CLOSE_SHARE:
        around, shift = dice.uniform(0, CLOSE), 0.0
    else:
        around = dice.uniform(0, WIDE)
        shift = dice.uniform(-0.9, 0.9) * around
    return cut(samples, start + (shift - around) * rate, end + (shift + around) * rate, dice)


def learn(found, words, seed, args):
    dice = np.random.default_rng(seed)
    torch.manual_seed(seed)
    network = Network(len(words), args.channels, args.dropout)
    optimiser = torch.optim.AdamW(network.parameters(), lr=args.rate, weight_decay=0.01)
    steps = args.rounds * math.ceil(len(found) / args.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, args.rate, total_steps=steps)
    groups = [group for group, _ in words]
    barred = torch.tensor([[0.0 if a == b else -1e9 for b in groups] for a in groups])
    for number in range(args.rounds):
        loss_sum = 0.0
        order = dice.permutation(len(found))
        for at in range(0, len(order), args.batch):
            batch = [found[i] for i in order[at : at + args.batch]]
            rows = torch.tensor(np.stack([drawn(example, dice) for example in batch]))
            truth = torch.tensor([words.index(example[3]) for example in batch])
            loss = F.cross_entropy(network(rows) + barred[truth], truth)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            loss_sum += loss.item() * len(batch)
        print(f"network {seed}, round {number + 1}: loss {loss_sum / len(found):.3f}", flush=True)
    return network.eval()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="+", help="examples")
    parser.add_argument("--out", required=True)
    parser.add_argument("--networks", type=int, default=4)
    parser.add_argument("--alone", type=int, default=0, help="networks of the first file only")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--channels", type=int, default=48)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--dropout", type=float, default=0.3)
    parser.add_argument("--rate", type=float, default=2e-3)
    args = parser.parse_args()
    torch.set_num_threads(1)
    random.seed(0)
    alone = len(examples(args.files[:1]))
    found = examples(args.files)
    counts = {}
    for example in found:
        counts[example[3]] = counts.get(example[3], 0) + 1
    words = sorted(word for word, count in counts.items() if count >= FEWEST)
    known = [example for example in found if example[3] in words]
    first = [example for example in found[:alone] if example[3] in words]
    print(f"{len(known)} examples of {len(words)} words, {len(first)} in the first file")
    tensors = {}
    for seed in range(args.networks):
        network = learn(first if seed < args.alone else known, words, seed, args)
        for name, value in network.state_dict().items():
            tensors[f"{seed}.{name}"] = value.contiguous()
    lines = "\n".join(f"{word} {group}" for group, word in words)
    save_file(tensors, args.out, {"version": "1", "words": lines})


if __name__ == "__main__":
    main()
