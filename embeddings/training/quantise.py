"""Quantises the exported student's matrices to int8 and writes the model folder that the runtime loads.

Weights are signed, one scale a column, and use 7 bits (`reduce_range`): on processors without VNNI
the instruction that multiplies unsigned by signed bytes saturates with 8-bit weights, and vectors
would differ from machine to machine. Activations are quantised as the model runs.

The last layer computes the first position only, so its matrices cost little: they are kept as 8-bit weights
but multiplied in float32, which removes the error where no later layer can even it out. The same holds for
the small matrix that widens the embeddings, on which everything after it builds. Not measurably slower.
"""

import argparse
import json
import pathlib
import shutil

import numpy as np
import onnx
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from student import DIMENSIONS, INNER, MAX_TOKENS, TEACHER_LAYERS
from teacher import HEADS, WIDTH

LAST_LAYER = f"layer{len(TEACHER_LAYERS) - 1}"
LAST_LAYER_PARTS = ("attention", "query", "attended", "inner", "outer")
FLOAT_MATRICES = {f"{LAST_LAYER}.{part}.weight" for part in LAST_LAYER_PARTS} | {"expand.weight", "project.weight"}
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


def quantise(source: pathlib.Path, target: pathlib.Path) -> None:
    graph = onnx.load(source).graph
    float_nodes = [node.name for node in graph.node if FLOAT_MATRICES & set(node.input)]
    quantize_dynamic(
        source,
        target,
        op_types_to_quantize=["MatMul"],
        nodes_to_exclude=float_nodes,
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        extra_options={"MatMulConstBOnly": True},
    )
    model = onnx.load(target)
    for initializer in [value for value in model.graph.initializer if value.name in FLOAT_MATRICES]:
        store_as_bytes(model.graph, initializer)
    onnx.save(model, target)


def store_as_bytes(graph: onnx.GraphProto, matrix: onnx.TensorProto) -> None:
    """Keeps a matrix as int8 with one scale a column; the runtime widens it once, when the model is loaded."""
    values = numpy_helper.to_array(matrix)
    scales = np.maximum(np.abs(values).max(axis=0), 1e-8).astype(np.float32) / 127
    graph.initializer.remove(matrix)
    graph.initializer.extend(
        [
            numpy_helper.from_array(np.round(values / scales).astype(np.int8), f"{matrix.name}.bytes"),
            numpy_helper.from_array(scales, f"{matrix.name}.scales"),
        ]
    )
    inputs = [f"{matrix.name}.bytes", f"{matrix.name}.scales"]
    graph.node.insert(0, helper.make_node("DequantizeLinear", inputs, [matrix.name], axis=1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--onnx", type=pathlib.Path, required=True, help="float32 file that export.py wrote")
    parser.add_argument("--tokenizer", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True, help="model folder")
    parser.add_argument("--revision", type=int, required=True)
    arguments = parser.parse_args()
    (arguments.out / "onnx").mkdir(parents=True, exist_ok=True)
    quantise(arguments.onnx, arguments.out / "onnx/model_quantized.onnx")
    for name in FILES_FROM_TOKENIZER:
        shutil.copyfile(arguments.tokenizer / name, arguments.out / name)
    vocabulary = json.loads((arguments.tokenizer / "vocabulary.json").read_text())
    for name, content in {"config.json": config(len(vocabulary["origins"])), "youju.json": card(arguments.revision)}.items():
        (arguments.out / name).write_text(json.dumps(content, indent=2) + "\n")


if __name__ == "__main__":
    main()
