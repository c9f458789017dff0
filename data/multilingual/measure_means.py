"""Writes means.f32: the mean vectors of tokens of passages and of questions, in that order.

All vectors of multilingual-e5-small point in nearly one direction. Without what they share, one bit a
dimension tells them apart. Each mean is 384 numbers, little-endian. The texts are the conversations
and questions of this repository, those in other languages twice.

Needs the packages numpy, onnxruntime and tokenizers, and the folder with the files that whosaid made
at set-up: python3 measure_means.py MODEL_DIR
"""

import glob
import json
import os
import re
import sys

import numpy
import onnxruntime
from tokenizers import Tokenizer

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.dirname(HERE)
SPECIAL = 3


def passages():
    """Yields stretches of six lines of each conversation, the first ten of each."""
    english = sorted(glob.glob(f"{DATA}/transcripts/*.*"))
    others = sorted(glob.glob(f"{DATA}/transcripts/languages/*"))
    for path in english + others * 2:
        lines = open(path, encoding="utf-8").read().splitlines()
        lines = [line for line in lines if len(line) > 25 and "-->" not in line][:60]
        for first in range(0, len(lines), 6):
            yield re.sub(r"^[\d:., -]+", "", " ".join(lines[first : first + 6]))


def questions():
    """Yields every other question."""
    for name in ("natural", "questions", "languages"):
        with open(f"{DATA}/eval/{name}.jsonl", encoding="utf-8") as lines:
            for line in list(lines)[::2]:
                yield json.loads(line)["question"]


def mean(texts, prefix, tokenizer, session):
    """Returns the mean vector of the texts' own tokens."""
    vectors = []
    for text in texts:
        encoded = tokenizer.encode(prefix + text)
        ids = numpy.array([encoded.ids[:512]])
        feed = {"input_ids": ids, "attention_mask": numpy.ones_like(ids)}
        hidden = session.run(["last_hidden_state"], feed)[0][0]
        pairs = zip(encoded.offsets, encoded.ids, hidden)
        own = [at for at, (span, token, _) in enumerate(pairs) if span[0] >= len(prefix) - 1 and token > SPECIAL]
        vectors.append(hidden[own])
    return numpy.concatenate(vectors).mean(0)


def main():
    folder = sys.argv[1]
    tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
    # The graph stands here, and looks for its weights beside itself.
    os.makedirs("with-weights", exist_ok=True)
    for path in (f"{HERE}/model.onnx", f"{folder}/model.onnx_data"):
        target = f"with-weights/{os.path.basename(path)}"
        if not os.path.exists(target):
            os.link(path, target)
    session = onnxruntime.InferenceSession("with-weights/model.onnx")
    means = [
        mean(passages(), "passage: ", tokenizer, session),
        mean(questions(), "query: ", tokenizer, session),
    ]
    numpy.concatenate(means).astype("<f4").tofile(f"{HERE}/means.f32")


main()
