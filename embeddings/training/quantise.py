"""Quantises the exported student's matrices to int8 and writes the model folder that the runtime loads.

Weights are signed, one scale a column, and use 7 bits (`reduce_range`): on processors without VNNI
the instruction that multiplies unsigned by signed bytes saturates with 8-bit weights, and vectors
would differ from machine to machine. Activations are quantised as the model runs.
"""

import argparse
import json
import pathlib
import shutil

from onnxruntime.quantization import QuantType, quantize_dynamic

from student import DIMENSIONS, INNER, MAX_TOKENS, TEACHER_LAYERS
from teacher import HEADS, WIDTH

FILES_FROM_TOKENIZER = ("tokenizer.json", "tokenizer_config.json")


def config(vocabulary_size: int) -> dict:
    """What transformers.js reads to load the model: BERT in name, the graph says the rest."""
    return {
        "model_type": "bert",
        "architectures": ["BertModel"],
        "vocab_size": vocabulary_size,
        "hidden_size": WIDTH,
        "num_hidden_layers": len(TEACHER_LAYERS),
        "num_attention_heads": HEADS,
        "intermediate_size": INNER,
        "max_position_embeddings": MAX_TOKENS,
        "type_vocab_size": 1,
        "pad_token_id": 0,
    }


def card(revision: int) -> dict:
    """What the Node runtime reads: how a text becomes a vector."""
    return {
        "id": f"youju-zh-small@{revision}",
        "dimensions": DIMENSIONS,
        "pooling": "cls",
        "normalize": True,
        "queryPrefix": "",
        "passagePrefix": "",
        "maxTokens": MAX_TOKENS,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--onnx", type=pathlib.Path, required=True, help="float32 file that export.py wrote")
    parser.add_argument("--tokenizer", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True, help="model folder")
    parser.add_argument("--revision", type=int, required=True)
    arguments = parser.parse_args()
    (arguments.out / "onnx").mkdir(parents=True, exist_ok=True)
    quantize_dynamic(
        arguments.onnx,
        arguments.out / "onnx/model_quantized.onnx",
        op_types_to_quantize=["MatMul"],
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        extra_options={"MatMulConstBOnly": True},
    )
    for name in FILES_FROM_TOKENIZER:
        shutil.copyfile(arguments.tokenizer / name, arguments.out / name)
    vocabulary = json.loads((arguments.tokenizer / "vocabulary.json").read_text())
    for name, content in {"config.json": config(len(vocabulary["origins"])), "youju.json": card(arguments.revision)}.items():
        (arguments.out / name).write_text(json.dumps(content, indent=2) + "\n")


if __name__ == "__main__":
    main()
