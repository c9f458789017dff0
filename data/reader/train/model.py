"""The reader: all-MiniLM-L6-v2's six layers, with heads for the answer's place and its presence."""

import json

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

HIDDEN, LAYERS, HEADS, INNER = 384, 6, 12, 1536


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.key, self.value, self.joined = (nn.Linear(HIDDEN, HIDDEN) for _ in range(4))
        self.attended = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.widen, self.narrow = nn.Linear(HIDDEN, INNER), nn.Linear(INNER, HIDDEN)
        self.out = nn.LayerNorm(HIDDEN, eps=1e-12)

    def forward(self, x, mask):
        batch, length, _ = x.shape
        heads = lambda t: t.view(batch, length, HEADS, HIDDEN // HEADS).transpose(1, 2)
        attention = F.scaled_dot_product_attention(
            heads(self.query(x)), heads(self.key(x)), heads(self.value(x)), attn_mask=mask
        )
        attention = attention.transpose(1, 2).reshape(batch, length, HIDDEN)
        x = self.attended(x + self.joined(attention))
        return self.out(x + self.narrow(F.gelu(self.widen(x))))


class Reader(nn.Module):
    """Reads `[CLS] question [SEP] context [SEP]` (type 0) and `passage [SEP]` (type 1)."""

    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(30522, HIDDEN)
        self.places = nn.Embedding(512, HIDDEN)
        self.types = nn.Embedding(2, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.span = nn.Linear(HIDDEN, 2)
        self.present = nn.Linear(HIDDEN, 1)

    def forward(self, ids, types, attention):
        """Returns start and end scores [batch, tokens], and the logit [batch].

        Tokens outside the passage score -1e4, but for `[CLS]`, which stands for "not here".
        """
        places = torch.arange(ids.shape[1])
        x = self.norm(self.words(ids) + self.places(places)[None] + self.types(types))
        mask = (1.0 - attention[:, None, None, :].float()) * -1e4
        for layer in self.layers:
            x = layer(x, mask)
        span = self.span(x)
        outside = (1.0 - types.float()) * -1e4
        outside[:, 0] = 0.0
        return span[..., 0] + outside, span[..., 1] + outside, self.present(x[:, 0])[:, 0]


NAMES = {
    "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
    "joined": "attention.output.dense", "attended": "attention.output.LayerNorm",
    "widen": "intermediate.dense", "narrow": "output.dense", "out": "output.LayerNorm",
}


def pinned(path):
    """Returns the pinned model's weights under this module's names."""
    theirs = load_file(path)
    theirs = {name.removeprefix("bert."): tensor for name, tensor in theirs.items()}
    ours = {
        "words.weight": theirs["embeddings.word_embeddings.weight"],
        "places.weight": theirs["embeddings.position_embeddings.weight"],
        "types.weight": theirs["embeddings.token_type_embeddings.weight"],
        "norm.weight": theirs["embeddings.LayerNorm.weight"],
        "norm.bias": theirs["embeddings.LayerNorm.bias"],
    }
    for at in range(LAYERS):
        for ours_name, their_name in NAMES.items():
            for part in ("weight", "bias"):
                ours[f"layers.{at}.{ours_name}.{part}"] = theirs[
                    f"encoder.layer.{at}.{their_name}.{part}"
                ]
    return ours


def new_reader(path):
    reader = Reader()
    reader.load_state_dict(pinned(path), strict=False)
    nn.init.normal_(reader.span.weight, std=0.02)
    nn.init.normal_(reader.present.weight, std=0.02)
    return reader


class Inputs:
    """Turns examples into token ids as the program does."""

    def __init__(self, tokenizer, most_tokens=160, most_question=40):
        self.tokenizer, self.most_tokens, self.most_question = tokenizer, most_tokens, most_question

    def encode(self, example):
        """Returns ids, types and the span of tokens (0, 0 for none; -1 where it is unknown)."""
        text = lambda t: self.tokenizer.encode(t, add_special_tokens=False)
        question = text(example["question"]).ids[: self.most_question]
        passage = text(example["passage"])
        room = self.most_tokens - len(question) - 4
        cut = min(len(passage.ids), room)
        room -= cut
        context = text(example["context"]).ids if example["context"] else []
        context = context[len(context) - room :] if len(context) > room else context
        before = 1 + len(question) + 1
        ids = [101] + question + [102]
        if context:
            ids += context + [102]
            before += len(context) + 1
        types = [0] * before + [1] * (cut + 1)
        ids += passage.ids[:cut] + [102]
        start = end = -1
        span = example["span"]
        if not example["has"]:
            start = end = 0
        elif span:
            for at, (a, b) in enumerate(passage.offsets[:cut]):
                if b > span[0] and start < 0:
                    start = before + at
                if a < span[1]:
                    end = before + at
            if start < 0 or end < start or passage.offsets[cut - 1][1] < span[1]:
                start = end = -1
        return ids, types, start, end


def padded(rows):
    """Returns ids, types and attention of a batch as tensors."""
    longest = max(len(ids) for ids, *_ in rows)
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    types, attention = torch.zeros_like(ids), torch.zeros_like(ids)
    for at, (row, kinds, *_) in enumerate(rows):
        ids[at, : len(row)] = torch.tensor(row)
        types[at, : len(row)] = torch.tensor(kinds)
        attention[at, : len(row)] = 1
    return ids, types, attention


def read_lines(path):
    with open(path, encoding="utf8") as lines:
        return [json.loads(line) for line in lines]
