"""Trains the reader on examples, for a number of minutes; resumes where it stopped.

    python train.py --examples examples.jsonl --pinned model.safetensors --tokenizer tokenizer.json \
        --state state.pt --minutes 90

The rate falls linearly to `--last-rate` over the minutes given. A state that exists is continued: its
weights, its optimizer and its place in the examples. `--weights` starts from other weights.
"""

import argparse
import hashlib
import os
import random
import time

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

from model import Inputs, new_reader, padded, read_lines

CHUNK, BATCH = 1024, 32


def is_kept_back(example):
    """One question in forty checks the training, all its passages together."""
    return hashlib.sha256(example["question"].lower().encode()).digest()[0] < 7


def losses(reader, batch):
    ids, types, attention = padded(batch)
    start, end, logit = reader(ids, types, attention)
    first = torch.tensor([row[2] for row in batch])
    last = torch.tensor([row[3] for row in batch])
    has = torch.tensor([float(row[4]) for row in batch])
    weight = torch.tensor([row[5] for row in batch])
    known = (first >= 0).float() * weight
    span = F.cross_entropy(start, first.clamp(min=0), reduction="none")
    span = (span + F.cross_entropy(end, last.clamp(min=0), reduction="none")) / 2
    span = (span * known).sum() / known.sum().clamp(min=1)
    present = F.binary_cross_entropy_with_logits(logit, has, reduction="none")
    present = (present * weight).sum() / weight.sum()
    return span, present, ((logit > 0) == (has > 0.5)).float().mean()


def rows_of(inputs, examples):
    rows = []
    for example in examples:
        ids, types, start, end = inputs.encode(example)
        rows.append((ids, types, start, end, example["has"], example["weight"]))
    return rows


def check(reader, rows):
    rows = sorted(rows, key=lambda row: len(row[0]))
    total = torch.zeros(3)
    with torch.no_grad():
        for at in range(0, len(rows), 64):
            batch = rows[at : at + 64]
            total += torch.tensor([float(x) for x in losses(reader, batch)]) * len(batch)
    return (total / len(rows)).tolist()


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    for name in ("examples", "pinned", "tokenizer", "state"):
        arguments.add_argument(f"--{name}", required=True)
    arguments.add_argument("--weights")
    arguments.add_argument("--minutes", type=float, required=True)
    arguments.add_argument("--rate", type=float, default=2.5e-4)
    arguments.add_argument("--last-rate", type=float, default=0.0, help="where the fall ends")
    arguments.add_argument("--threads", help="a file with the number of threads, read again as it goes")
    arguments.add_argument("--seed", type=int, default=17)
    given = arguments.parse_args()
    torch.manual_seed(given.seed)
    torch.set_num_threads(os.cpu_count())
    tokenizer = Tokenizer.from_file(given.tokenizer)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    inputs = Inputs(tokenizer)
    examples = read_lines(given.examples)
    kept_back = [example for example in examples if is_kept_back(example)]
    examples = [example for example in examples if not is_kept_back(example)]
    random.Random(given.seed).shuffle(kept_back)
    groups = {
        "ours": rows_of(inputs, [e for e in kept_back if e["source"].startswith("ours")][:400]),
        "others": rows_of(inputs, [e for e in kept_back if not e["source"].startswith("ours")][:600]),
    }
    reader = new_reader(given.pinned)
    if given.weights:
        reader.load_state_dict(torch.load(given.weights), strict=False)
    reader.words.requires_grad_(False)
    reader.places.requires_grad_(False)
    trained = [p for p in reader.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=given.rate, weight_decay=0.01, betas=(0.9, 0.98))
    seen = 0
    if os.path.exists(given.state):
        state = torch.load(given.state)
        reader.load_state_dict(state["reader"])
        optimizer.load_state_dict(state["optimizer"])
        seen = state["seen"]
        print(f"goes on after {seen} examples", flush=True)
    began, step, saved, said = time.time(), 0, time.time(), time.time()
    running = torch.zeros(3)
    count = 0
    while True:
        if given.threads:
            torch.set_num_threads(int(open(given.threads).read()))
        epoch, place = divmod(seen, len(examples))
        order = list(range(len(examples)))
        random.Random(given.seed + epoch).shuffle(order)
        chunk = rows_of(inputs, [examples[i] for i in order[place : place + CHUNK]])
        chunk.sort(key=lambda row: len(row[0]))
        batches = [chunk[at : at + BATCH] for at in range(0, len(chunk), BATCH)]
        random.Random(given.seed + seen).shuffle(batches)
        for batch in batches:
            passed = (time.time() - began) / 60 / given.minutes
            if passed >= 1:
                break
            step += 1
            for group in optimizer.param_groups:
                falling = given.rate + (given.last_rate - given.rate) * passed
                group["lr"] = min(1.0, step / 200) * falling
            span, present, right = losses(reader, batch)
            (span + present).backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            running += torch.tensor([span.item(), present.item(), right.item()])
            count += 1
            if time.time() - said > 60:
                mean = (running / count).tolist()
                speed = count * BATCH / (time.time() - said)
                print(
                    f"{time.strftime('%H:%M')} {100 * passed:3.0f} % step {step}: span {mean[0]:.3f}, "
                    f"logit {mean[1]:.3f}, right {mean[2]:.3f}; {speed:.1f} examples a second",
                    flush=True,
                )
                running, count, said = torch.zeros(3), 0, time.time()
        seen += len(chunk)
        is_over = time.time() - began >= given.minutes * 60
        if is_over or time.time() - saved > 300:
            torch.save(
                {"reader": reader.state_dict(), "optimizer": optimizer.state_dict(), "seen": seen},
                given.state + ".new",
            )
            os.replace(given.state + ".new", given.state)
            saved = time.time()
        if is_over or step % 10 == 0 and time.time() - saved < 1:
            for name, rows in groups.items():
                if rows:
                    print(f"kept back, {name}: span, logit, right", check(reader, rows), flush=True)
        if is_over:
            break


if __name__ == "__main__":
    main()
