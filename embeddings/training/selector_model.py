"""The sentence selector in torch; answer/selector/sentence-selector.ts is the same sum, sentence by sentence.

What of the question stands in the sentence (word for word in runs, or in similar words), each token weighed by
how many of the sentences hold it and where it stands; whether something of the kind asked for stands outside of
the question's words; whether the sentence is a field whose name the question holds; and its form.
"""

import math

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from selector_tokens import FARTHEST, asking, distances, quoted, token_length, topic, vocabulary_key

MEANING, KIND, BUCKETS = 32, 24, 8192
MAX_QUESTION, MAX_FIELD, SHORT = 32, 12, 8
PADDING, UNKNOWN = 0, 1
LONGEST_RUN = 6
REPEATED = 2.0
DISTANCES = 2 * FARTHEST + 1


class Encoder:
    """Numbers for tokens: rows of the vocabulary, and one for each spelling, by which tokens are equal."""

    def __init__(self, vocabulary):
        self.rows = {key: row for row, key in enumerate(vocabulary)}
        self.spellings = {}

    def ids(self, tokens):
        return [self.rows.get(vocabulary_key(token), UNKNOWN) for token in tokens]

    def codes(self, tokens):
        return [self.spellings.setdefault(token, len(self.spellings) + 1) for token in tokens]


def batch_of(examples, encoder, max_sentence):
    """Tensors of examples {question, title, sentences}, all tokens."""
    size, most = len(examples), max(len(example["sentences"]) for example in examples)
    arrays = {
        name: np.zeros((size, MAX_QUESTION), kind)
        for name, kind in dict(
            codes=np.int64, ids=np.int64, lengths=np.int64, asking=np.float32, quoted=np.float32,
            topic=np.float32, distances=np.int64,
        ).items()
    }
    sentences = {
        "sentence_codes": np.full((size, most, max_sentence), -1, np.int64),
        "sentence_ids": np.zeros((size, most, max_sentence), np.int64),
        "field": np.zeros((size, most, max_sentence), np.float32),
        "form": np.zeros((size, most, 3), np.float32),
        "given": np.zeros((size, most), bool),
    }
    for row, example in enumerate(examples):
        question = example["question"][:MAX_QUESTION]
        marks = asking(question)
        for name, values in dict(
            codes=encoder.codes(question), ids=encoder.ids(question), lengths=map(token_length, question),
            asking=marks, quoted=quoted(question), topic=topic(question, example["title"]),
            distances=[distance + FARTHEST for distance in distances(marks)],
        ).items():
            arrays[name][row, : len(question)] = list(values)
        for column, sentence in enumerate(example["sentences"]):
            tokens = sentence[:max_sentence]
            if not tokens:
                continue
            sentences["sentence_codes"][row, column, : len(tokens)] = encoder.codes(tokens)
            sentences["sentence_ids"][row, column, : len(tokens)] = encoder.ids(tokens)
            sentences["given"][row, column] = True
            colon = tokens[:MAX_FIELD].index(":") if ":" in tokens[:MAX_FIELD] else -1
            sentences["field"][row, column, : max(0, colon)] = 1
            sentences["form"][row, column] = [math.log(1 + len(tokens)) / 5, colon >= 0, len(tokens) < SHORT]
    return {name: torch.from_numpy(values) for name, values in (arrays | sentences).items()}


def run_lengths(equal, lengths):
    """Length of the common run through each pair of tokens; 0 where they differ."""
    equal = equal.to(torch.int16)
    ending = []
    for row in range(equal.shape[2]):
        length = lengths[:, None, row, None].to(torch.int16)
        before = F.pad(ending[-1][:, :, :-1], (1, 0)) if ending else 0
        ending.append(equal[:, :, row] * (before + length))
    whole = [ending[-1]]
    for row in range(equal.shape[2] - 2, -1, -1):
        following = F.pad(whole[-1][:, :, 1:], (0, 1))
        whole.append(torch.maximum(ending[row], following) * equal[:, :, row])
    return torch.stack(whole[::-1], 2)


def buckets_of(ids):
    return (ids * 7919 + F.pad(ids[..., 1:], (0, 1)) * 104_729) % BUCKETS


class Selector(nn.Module):
    def __init__(self, rows):
        super().__init__()
        self.meaning = nn.Embedding(rows, MEANING, padding_idx=PADDING)
        self.salience = nn.Embedding(rows, 1)
        self.asked_kind = nn.Embedding(rows, KIND, padding_idx=PADDING)
        self.answer_kind = nn.Embedding(rows, KIND, padding_idx=PADDING)
        self.asked_kind_pairs = nn.Embedding(BUCKETS, KIND)
        self.answer_kind_pairs = nn.Embedding(BUCKETS, KIND)
        self.distance_weight = nn.Embedding(DISTANCES, 1)
        self.distance_attention = nn.Embedding(DISTANCES, 1)
        self.token_weight = nn.Sequential(nn.Linear(6, 12), nn.Tanh(), nn.Linear(12, 1))
        self.similarity = nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1))
        self.match = nn.Parameter(torch.tensor([0.0, 0.1, 0.8, 1, 1, 1, 1]))
        self.kind = nn.Parameter(torch.ones(1))
        self.form = nn.Parameter(torch.zeros(3))
        self.novelty = nn.Parameter(torch.zeros(1))
        self.field = nn.Parameter(torch.zeros(2))
        self.dropout = nn.Dropout(0.15)
        for table in (self.asked_kind, self.answer_kind):
            nn.init.normal_(table.weight, std=0.15)
        for table in (self.asked_kind_pairs, self.answer_kind_pairs):
            nn.init.normal_(table.weight, std=0.02)
        for table in (self.salience, self.distance_weight, self.distance_attention):
            nn.init.zeros_(table.weight)

    def forward(self, batch):
        """@returns a logit for each sentence of each example."""
        asked = (batch["ids"] > 0).float()
        equal = (batch["codes"][:, None, :, None] == batch["sentence_codes"][:, :, None, :]) & (
            asked[:, None, :, None] > 0
        )
        runs = run_lengths(equal, batch["lengths"])
        of_question, of_sentence = runs.amax(3).long(), runs.amax(2)
        similar = self.similarities(batch)
        value = self.matched(batch, of_question, similar.masked_fill(equal, -1).amax(3), asked)
        value = value + self.kind * self.kind_in(batch, of_sentence, asked)
        value = value + self.field_in(batch, of_sentence, similar, asked)
        unasked = ((of_sentence < 2) & (batch["sentence_ids"] > 0)).sum(2).float()
        value = value + (batch["form"] * self.form).sum(2) + self.novelty * torch.log1p(unasked) / 3
        return value.masked_fill(~batch["given"], -1e4)

    def similarities(self, batch):
        meaning = self.dropout(F.normalize(self.meaning.weight, dim=1))
        question, sentences = meaning[batch["ids"]], meaning[batch["sentence_ids"]]
        products = torch.matmul(question[:, None], sentences.transpose(2, 3))
        return products.masked_fill((batch["sentence_ids"] == 0)[:, :, None, :], -1)

    def matched(self, batch, of_question, nearest, asked):
        count = batch["given"].sum(1).float()[:, None]

        def rarity(least):
            holding = ((of_question >= least) & batch["given"][:, :, None]).sum(1).float()
            return torch.log(1 + (count - holding + 0.5) / (holding + 0.5)), holding

        (in_runs, holding), (alone, _) = rarity(2), rarity(1)
        features = [in_runs / 3, alone / 3, batch["quoted"], batch["asking"], holding / count, batch["topic"]]
        weight = F.softplus(
            self.token_weight(torch.stack(features, 2)).squeeze(2)
            + self.distance_weight(batch["distances"]).squeeze(2)
            + self.salience(batch["ids"]).squeeze(2)
        )
        worth = self.match[of_question.clamp(max=LONGEST_RUN)]
        worth = worth + (of_question < 2).float() * self.similarity(nearest[..., None]).squeeze(3)
        return ((weight * asked)[:, None, :] * worth).sum(2)

    def kind_in(self, batch, of_sentence, asked):
        attention = self.distance_attention(batch["distances"]).squeeze(2).exp() * asked
        ids, sentence_ids = batch["ids"], batch["sentence_ids"]
        words = self.asked_kind(ids) + self.asked_kind_pairs(buckets_of(ids))
        wanted = (words * attention[..., None]).sum(1) / (attention.sum(1, keepdim=True) + 1e-6) ** 0.5
        given = self.answer_kind(sentence_ids) + self.answer_kind_pairs(buckets_of(sentence_ids))
        fit = torch.einsum("bk,bsmk->bsm", wanted, self.dropout(given))
        fit = fit.masked_fill(sentence_ids == 0, -30.0) - REPEATED * (of_sentence >= 2).float()
        return torch.logsumexp(fit, 2)

    def field_in(self, batch, of_sentence, similar, asked):
        naming = asked * (1 - batch["asking"]) * (1 - batch["topic"])
        nearest = similar.masked_fill(naming[:, None, :, None] == 0, -1).amax(2)
        held = torch.maximum((of_sentence >= 2).float(), nearest.clamp(min=0)) * batch["field"]
        share = held.sum(2) / (batch["field"].sum(2) + 1e-6)
        return self.field[0] * share + self.field[1] * share**2
