"""Makes training examples of the reader from question answering data and from our conversations.

An example is a question, the words before a passage, the passage, and the answer's characters in
the passage, or none. Written text is made to look spoken. Usage:

    python examples.py --data DIR --out examples.jsonl

DIR holds the files that README.md names. Our own conversations stand beside this script.
"""

import argparse
import json
import lzma
import random
import re
from pathlib import Path

HERE = Path(__file__).parent
MOST_CONTEXT_WORDS = 32

NAMES = """Ana Ben Mara Tom Priya Sandeep Joel Lucía Omar Greta Wei Noor Hal Ingrid Tarek Sofia
Marcus Dele Yuki Rosa Anton Bea Colm Dora Emeka Fay Gus Hana Ivo Jun""".split()
LABELS = NAMES + [
    "Speaker A", "Speaker B", "Speaker 1", "Speaker 2", "Host", "Guest", "Interviewer", "A", "B",
    "Dr. Holm", "Project Manager", "Ana Torres", "Ben Okafor", "Marketing", "PhD C", "Professor D",
    "SPEAKER_00", "SPEAKER_01", "Moderator", "Caller",
]
FILLERS = ["um", "uh", "you know,", "I mean,", "like,", "so,", "kind of", "well,", "right,"]
OPENERS = [
    "So", "And", "Okay, so", "I wanted to ask,", "Let me ask you this:", "Right. And", "Tell me,",
    "One thing people ask is", "Before we go on,", "Just quickly,", "Cool. So", "",
]
REPLIES = ["Yeah,", "Well,", "Oh,", "Um,", "So,", "Good question.", "Right, so", "", "", "", "Sure."]
STOP = set("""a an the of in on at to for from by with and or but is are was were be been do does did
has have had what which who whom whose when where why how many much it its this that these those
as not no he she they we you i his her their our your than then there about into over""".split())


def open_source(data, name):
    with lzma.open(data / f"{name}.jsonl.xz", "rt", encoding="utf8") as lines:
        for line in lines:
            yield json.loads(line)


def detokenize(text, span):
    """Joins what treebank tokenisation took apart; moves the span with it."""
    pattern = re.compile(r" (?=[.,;:!?%)\]’]|n't\b|'(?:s|re|ve|ll|d|m)\b|'' )|(?<=[(\[$]) |(?<=``) ")
    out, last, moved = [], 0, list(span) if span else None
    for match in pattern.finditer(text):
        out.append(text[last : match.start()])
        last = match.end()
        if moved:
            for side in (0, 1):
                if match.start() < span[side]:
                    moved[side] -= match.end() - match.start()
    out.append(text[last:])
    return "".join(out), tuple(moved) if moved else None


def sentences(text):
    """Returns the sentences of a text as ranges of characters."""
    ends = [m.end() for m in re.finditer(r"[.!?]+[\"'”)\]]*(?=\s+[A-Z0-9\"“(])", text)]
    starts = [0] + ends
    ranges = []
    for start, end in zip(starts, ends + [len(text)]):
        while start < end and text[start].isspace():
            start += 1
        if start < end:
            ranges.append((start, end))
    return ranges


def words_of(text):
    return {w for w in re.findall(r"[a-z0-9]+", text.lower()) if w not in STOP}


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.made = []

    def add(self, source, question, context, passage, span, has=None, weight=1.0):
        """Adds an example. `has` says whether the answer is in the passage, where no span does."""
        question = " ".join(question.split())
        if span is not None and not passage[span[0] : span[1]].strip():
            return
        self.made.append(
            {
                "source": source,
                "question": question,
                "context": context,
                "passage": passage,
                "span": span,
                "has": bool(span) if has is None else has,
                "weight": weight,
            }
        )

    def style(self):
        return self.random.choices(["clean", "fillers", "automatic"], [0.4, 0.25, 0.35])[0]

    def spoken(self, text, span, style):
        """Makes a text look spoken; returns it with its span."""
        if style == "clean":
            return text, span
        words = [(m.start(), m.end()) for m in re.finditer(r"\S+", text)]
        out, new = "", None
        start = end = None
        for at, (a, b) in enumerate(words):
            word = text[a:b]
            inside = span is not None and a < span[1] and b > span[0]
            edge_start = span is not None and a <= span[0] < b
            if not inside or edge_start:
                if style == "fillers" and at and self.random.random() < 0.05:
                    out += self.random.choice(FILLERS) + " "
                if self.random.random() < 0.015:  # a false start
                    out += word.strip(".,") + " "
            cut_a = max(span[0] - a, 0) if inside else 0
            cut_b = max(b - span[1], 0) if inside else 0
            if style == "automatic":
                bare = word.strip(".,;:!?\"“”()[]").lower()
                if not bare:
                    continue
                first, last = len(out), len(out) + len(bare)
                out += bare
            else:
                first, last = len(out) + cut_a, len(out) + len(word) - cut_b
                out += word
            if inside:
                start = first if start is None else start
                end = last
            out += " "
        if start is not None:
            new = (start, end)
        return out.strip(), new

    def label(self, but=None):
        while True:
            label = self.random.choice(LABELS)
            if label != but:
                return label

    def tail(self, text):
        most = self.random.choice([12, 20, MOST_CONTEXT_WORDS])
        return " ".join(text.split()[-most:])

    def question_text(self, question):
        """Questions as people type them: often without capitals or a question mark."""
        question = question.strip()
        if self.random.random() < 0.3:
            question = question.rstrip("? ")
        if self.random.random() < 0.25:
            question = question.lower()
        return question

    def window(self, text, span, most):
        """Cuts whole sentences around the span (or anywhere); returns text before, text, span."""
        ranges = sentences(text)
        if span:
            first = next((i for i, r in enumerate(ranges) if r[1] > span[0]), len(ranges) - 1)
            last = next((i for i, r in enumerate(ranges) if r[1] >= span[1]), len(ranges) - 1)
        else:
            first = last = self.random.randrange(len(ranges))
        count = lambda a, b: len(text[ranges[a][0] : ranges[b][1]].split())
        while True:
            sides = []
            if first > 0 and count(first - 1, last) <= most:
                sides.append(-1)
            if last + 1 < len(ranges) and count(first, last + 1) <= most:
                sides.append(1)
            if not sides:
                break
            if self.random.choice(sides) < 0:
                first -= 1
            else:
                last += 1
        a, b = ranges[first][0], ranges[last][1]
        moved = (span[0] - a, span[1] - a) if span else None
        return text[:a].strip(), text[a:b], moved

    def most_words(self):
        return self.random.choices([20, 35, 55, 80, 120], [0.22, 0.33, 0.26, 0.13, 0.06])[0]

    def put(self, source, question, before, text, span, has=None, weight=1.0, style=None, by=None):
        """Adds a passage with labels and the words before it."""
        style = style or self.style()
        text, span = self.spoken(text, span, style)
        labelled = self.random.random() < 0.88
        label = by or self.label()
        head = f"{label}: " if labelled else ""
        context = ""
        if before:
            context, _ = self.spoken(before, None, style)
            context = self.tail(context)
            if labelled and self.random.random() < 0.6:
                other = label if self.random.random() < 0.4 else self.label(label)
                context = f"{other}: {context}"
        span = (span[0] + len(head), span[1] + len(head)) if span else None
        self.add(source, self.question_text(question), context, head + text, span, has, weight)

    def passage(self, source, question, text, span):
        before, cut, moved = self.window(text, span, self.most_words())
        if self.random.random() < 0.45:
            before = ""
        self.put(source, question, before, cut, moved)

    def without_answer(self, source, question, text, span):
        """The same paragraph without the sentence that answers: a near miss."""
        ranges = sentences(text)
        keep = [text[a:b] for a, b in ranges if b <= span[0] or a >= span[1]]
        rest = " ".join(keep)
        answer = text[span[0] : span[1]].lower()
        if len(rest.split()) < 12 or answer in rest.lower():
            return
        asked = words_of(question)
        best = max(keep, key=lambda s: len(asked & words_of(s)))
        at = rest.index(best)
        before, cut, _ = self.window(rest, (at, at + len(best)), self.most_words())
        self.put(f"{source}-cut", question, before if self.random.random() < 0.6 else "", cut, None)

    def echo(self, source, question, text, span):
        """The question itself, asked in the recording: no answer."""
        style, by = self.style(), self.label()
        asked = f"{self.random.choice(OPENERS)} {question}".strip()
        before = text[: span[1]] if self.random.random() < 0.35 else ""
        if self.random.random() < 0.5:
            ranges = sentences(text)
            others = [text[a:b] for a, b in ranges if b <= span[0] or a >= span[1]]
            if others and text[span[0] : span[1]].lower() not in others[0].lower():
                asked = f"{others[0]} {asked}"
        self.put(f"{source}-echo", question, before, asked, None, style=style, by=by)

    def reply(self, source, question, text, span, others):
        """The question on tape, then the answer, with or without its sentence; or another's."""
        style, by = self.style(), self.label()
        ranges = sentences(text)
        at = next((i for i, r in enumerate(ranges) if r[1] >= span[1]), len(ranges) - 1)
        a, b = ranges[at]
        if span[0] < a:
            return
        opener = self.random.choice(REPLIES)
        if self.random.random() < 0.45:
            said = text[span[0] : span[1]]
            body, moved = f"{said}.", (0, len(said))
        else:
            body, moved = text[a:b], (span[0] - a, span[1] - a)
        if at + 1 < len(ranges) and self.random.random() < 0.5:
            body += " " + text[ranges[at + 1][0] : ranges[at + 1][1]]
        shift = len(opener) + 1 if opener else 0
        body = f"{opener} {body}" if opener else body
        moved = (moved[0] + shift, moved[1] + shift)
        wrong = others and self.random.random() < 0.4
        asked = self.random.choice(others) if wrong else question
        host = f"{self.random.choice(OPENERS)} {asked}".strip()
        host, _ = self.spoken(host, None, style)
        if wrong:
            # A bare answer to another question does not answer this one.
            if len(body.split()) > 14 or words_of(question) & words_of(body):
                return
            body_text, moved = self.spoken(body, None, style)
        else:
            body_text, moved = self.spoken(body, moved, style)
        context = f"{self.label(by)}: {self.tail(host)}"
        head = f"{by}: "
        moved = (moved[0] + len(head), moved[1] + len(head)) if moved else None
        self.add(
            f"{source}-reply", self.question_text(question), context, head + body_text, moved
        )


def answer_span(item):
    answer = item["answers"][0]
    start = answer["start"]
    return start, start + len(answer["text"])


def from_paragraphs(maker, data, rng):
    squad = list(open_source(data, "squad11_train"))
    by_passage = {}
    for item in squad:
        by_passage.setdefault(item["passage"], []).append(item["question"])
    rng.shuffle(squad)
    for at, item in enumerate(squad[:46000]):
        span, text, question = answer_span(item), item["passage"], item["question"]
        if item["answers"][0].get("n_occ", 1) > 2:
            continue
        others = [q for q in by_passage[text] if q != question]
        part = at % 46
        if part < 22:
            maker.passage("squad", question, text, span)
        elif part < 32:
            maker.without_answer("squad", question, text, span)
        elif part < 37:
            maker.echo("squad", question, text, span)
        else:
            maker.reply("squad", question, text, span, others)
    negatives = list(open_source(data, "squad11_train_neg"))
    rng.shuffle(negatives)
    for item in negatives[:13000]:
        text = item["passage"]
        asked = words_of(item["question"])
        best = max(sentences(text), key=lambda r: len(asked & words_of(text[r[0] : r[1]])))
        before, cut, _ = maker.window(text, best, maker.most_words())
        maker.put("squad-other", item["question"], before, cut, None)
    for name, most in [
        ("squad20_dev", 11000), ("disflqa", 8000), ("qed_nq", 8500), ("qamr", 7000),
        ("fairytaleqa", 4600), ("spokensquad_test", 3000), ("clapnq_dev", 600), ("selqa", 2300),
    ]:
        items = list(open_source(data, name))
        rng.shuffle(items)
        taken = 0
        for item in items:
            if taken >= most:
                break
            text = item["passage"]
            answers = [a for a in item["answers"] if "start" in a]
            span = None
            if answers:
                answer = min(answers, key=lambda a: len(a["text"]))
                span = (answer["start"], answer["start"] + len(answer["text"]))
                if len(answer["text"].split()) > 45:
                    continue
            elif item["answerable"]:
                continue
            if name in ("qed_nq", "qamr", "fairytaleqa", "clapnq_dev"):
                text, span = detokenize(text, span)
            taken += 1
            if span is None:
                asked = words_of(item["question"])
                span_like = max(
                    sentences(text), key=lambda r: len(asked & words_of(text[r[0] : r[1]]))
                )
                before, cut, _ = maker.window(text, span_like, maker.most_words())
                maker.put(name, item["question"], before, cut, None)
            elif rng.random() < 0.2:
                maker.without_answer(name, item["question"], text, span)
            elif name in ("qed_nq", "qamr") and rng.random() < 0.15:
                maker.echo(name, item["question"], text, span)
            else:
                maker.passage(name, item["question"], text, span)


def cut_turns(turns, most=130):
    """Cuts turns into passages as the program does: whole sentences of one turn.

    Yields (turn, start, end) in characters of the turn's text.
    """
    for at, turn in enumerate(turns):
        text = turn["text"]
        start = end = None
        for a, b in sentences(text):
            if start is None:
                start, end = a, b
            elif len(text[start:b].split()) > most:
                yield at, start, end
                start, end = a, b
            else:
                end = b
        if start is not None:
            yield at, start, end


def before_passage(turns, at, start):
    """Returns the words before a passage, with the labels of their turns."""
    left, parts = MOST_CONTEXT_WORDS, []
    text = turns[at]["text"][:start]
    while left > 0:
        words = text.split()
        if words:
            parts.insert(0, f"{turns[at]['speaker']}: {' '.join(words[-left:])}")
            left -= len(words)
        at -= 1
        if at < 0:
            break
        text = turns[at]["text"]
    return " ".join(parts)


def from_turns(maker, source, turns, question, answers, rng, negatives, weight=1.0):
    """Adds the passages of a conversation that answer, and those that search would bring."""
    passages = list(cut_turns(turns, rng.choice([60, 90, 130])))
    asked = words_of(question)
    right, wrong = [], []
    for at, start, end in passages:
        text = turns[at]["text"]
        spans = [
            (s - start, e - start) for turn, s, e in answers if turn == at and start <= s and e <= end
        ]
        touches = any(turn == at and s < end and e > start for turn, s, e in answers)
        head = f"{turns[at]['speaker']}: "
        passage = head + text[start:end]
        context = before_passage(turns, at, start)
        if spans:
            s, e = spans[0]
            right.append((context, passage, (s + len(head), e + len(head))))
        elif not touches:
            near = len(asked & words_of(passage)) + 0.5 * len(asked & words_of(context))
            wrong.append((near + 0.3 * rng.random(), context, passage))
    for context, passage, span in right:
        maker.add(source, maker.question_text(question), context, passage, span, weight=weight)
    wrong.sort(key=lambda w: -w[0])
    for near, context, passage in wrong[:negatives]:
        if len(passage.split()) >= 4:
            maker.add(f"{source}-other", maker.question_text(question), context, passage, None, weight=weight)


def find_turn_spans(item):
    """FriendsQA and Molweni give a dialogue as lines `Speaker: words`."""
    turns, places, offset = [], [], 0
    for line in item["passage"].split("\n"):
        speaker, colon, words = line.partition(": ")
        if not colon:
            speaker, words, head = "", line, 0
        else:
            head = len(speaker) + 2
        turns.append({"speaker": speaker, "text": words})
        places.append((offset + head, offset + len(line)))
        offset += len(line) + 1
    answers = []
    for answer in item["answers"]:
        if "start" not in answer:
            continue
        s, e = answer["start"], answer["start"] + len(answer["text"])
        for at, (a, b) in enumerate(places):
            if a <= s and e <= b:
                answers.append((at, s - a, e - a))
    return turns, answers


def from_dialogues(maker, data, rng):
    for name, negatives in [("friendsqa", 1), ("molweni_test", 1)]:
        for item in open_source(data, name):
            turns, answers = find_turn_spans(item)
            moved = []
            for at, turn in enumerate(turns):
                own = [(s, e) for t, s, e in answers if t == at]
                text, span = detokenize(turn["text"], own[0] if own else None)
                if span:
                    moved.append((at, *span))
                turn["text"] = text
            if item["answerable"] and not moved:
                continue
            question = item["question"].replace(" ?", "?")
            from_turns(maker, name, turns, question, moved, rng, negatives)


def from_meetings(maker, data, rng):
    """QMSum's training meetings: coarse ranges, for the logit alone; validation is kept back."""
    docs = {}
    for doc in open_source(data, "qmsum_train_val.docs"):
        if doc["split"] != "train":
            continue
        for turn in doc["turns"]:
            text = re.sub(r"\{[a-z]+\}", "", turn["text"])
            text, _ = detokenize(" ".join(text.split()), None)
            turn["text"] = re.sub(r"\b([a-z])_ ?", r"\1 ", text)
        docs[doc["doc"]] = doc["turns"]
    for item in open_source(data, "qmsum_train_val"):
        if item["split"] != "train" or item["doc"] not in docs:
            continue
        turns = docs[item["doc"]]
        gold = {t for answer in item["answers"] for t in answer.get("turns", [])}
        if not gold or len(gold) > 0.5 * len(turns) or item["question"].startswith("Summarize the whole"):
            continue
        asked = words_of(item["question"])
        scored = []
        for at, start, end in cut_turns(turns):
            text = turns[at]["text"][start:end]
            if len(text.split()) < 9:
                continue
            near = len(asked & words_of(text)) + 0.2 * rng.random()
            scored.append((near, at, start, text))
        scored.sort(key=lambda s: -s[0])
        inside = [s for s in scored if s[1] in gold][:2]
        outside = [s for s in scored if s[1] not in gold][:3]
        for has, group in ((True, inside), (False, outside)):
            for _, at, start, text in group:
                maker.add(
                    "qmsum", item["question"], before_passage(turns, at, start),
                    f"{turns[at]['speaker']}: {text}", None, has=has, weight=0.5,
                )


def from_ours(maker, rng, times, negatives):
    for path in sorted((HERE / "conversations").glob("*.jsonl.xz")):
        for talk in open_source(path.parent, path.name.removesuffix(".jsonl.xz")):
            for _ in range(times):
                for item in talk["questions"]:
                    turns = [dict(turn) for turn in talk["turns"]]
                    answers = []
                    for answer in item["answers"]:
                        text = turns[answer["turn"]]["text"]
                        at = text.find(answer["text"])
                        if at >= 0:
                            answers.append((answer["turn"], at, at + len(answer["text"])))
                    if item["answers"] and not answers:
                        continue
                    source = f"ours-{item['kind']}"
                    wrong = negatives if answers else 2
                    from_turns(maker, source, turns, item["question"], answers, rng, wrong)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--seed", type=int, default=17)
    arguments.add_argument("--ours", type=int, default=3, help="passes over our conversations")
    arguments.add_argument("--negatives", type=int, default=3, help="wrong passages a question of ours")
    arguments.add_argument("--others", type=float, default=0.26, help="the share of the others taken")
    given = arguments.parse_args()
    rng = random.Random(given.seed)
    maker = Maker(given.seed)
    from_paragraphs(maker, given.data, rng)
    from_dialogues(maker, given.data, rng)
    from_meetings(maker, given.data, rng)
    maker.made = rng.sample(maker.made, round(given.others * len(maker.made)))
    from_ours(maker, rng, given.ours, given.negatives)
    rng.shuffle(maker.made)
    with given.out.open("w", encoding="utf8") as out:
        for example in maker.made:
            out.write(json.dumps(example, ensure_ascii=False) + "\n")
    counts = {}
    for example in maker.made:
        has, all_ = counts.get(example["source"], (0, 0))
        counts[example["source"]] = (has + example["has"], all_ + 1)
    for source, (has, all_) in sorted(counts.items()):
        print(f"{source:24} {all_:6} of which {has:6} have the answer")
    print(len(maker.made))


if __name__ == "__main__":
    main()
