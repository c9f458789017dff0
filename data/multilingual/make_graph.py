"""Writes model.onnx: the graph of multilingual-e5-small, without weights.

The graph refers to its weights by their places in the file model.onnx_data, which whosaid makes at
set-up from the weights in a package (src/provision/e5/weights.rs). Both sides list the weights in the same
order, in `weights` here and in `make` there.

Needs the Python package onnx (1.19 or later): python3 make_graph.py
"""

import os

from onnx import TensorProto, helper

HIDDEN, LAYERS, HEADS, FEED_FORWARD, VOCABULARY, POSITIONS = 384, 12, 12, 1536, 250_037, 512
EPSILON = 1e-12
BLOCK = 32
MICROSOFT = "com.microsoft"
FLOAT, BYTE, INT64, INT32 = (
    TensorProto.FLOAT,
    TensorProto.UINT8,
    TensorProto.INT64,
    TensorProto.INT32,
)
SIZE = {FLOAT: 4, BYTE: 1}


def weights():
    """Yields name, type and shape of each weight, in the order of the file."""
    yield "embedding.word", BYTE, [VOCABULARY, HIDDEN // 2]
    yield "embedding.word.scale", FLOAT, [VOCABULARY, HIDDEN // BLOCK]
    yield "embedding.position", FLOAT, [1, POSITIONS, HIDDEN]
    yield "embedding.norm.weight", FLOAT, [HIDDEN]
    yield "embedding.norm.bias", FLOAT, [HIDDEN]
    for layer in range(LAYERS):
        yield f"{layer}.attention.weight", FLOAT, [HIDDEN, 3 * HIDDEN]
        yield f"{layer}.attention.bias", FLOAT, [3 * HIDDEN]
        yield f"{layer}.output.weight", FLOAT, [HIDDEN, HIDDEN]
        yield f"{layer}.output.bias", FLOAT, [HIDDEN]
        yield f"{layer}.output.norm.weight", FLOAT, [HIDDEN]
        yield f"{layer}.output.norm.bias", FLOAT, [HIDDEN]
        yield f"{layer}.up.weight", FLOAT, [HIDDEN, FEED_FORWARD]
        yield f"{layer}.up.bias", FLOAT, [FEED_FORWARD]
        yield f"{layer}.down.weight", FLOAT, [FEED_FORWARD, HIDDEN]
        yield f"{layer}.down.bias", FLOAT, [HIDDEN]
        yield f"{layer}.down.norm.weight", FLOAT, [HIDDEN]
        yield f"{layer}.down.norm.bias", FLOAT, [HIDDEN]


def stored_outside(name, kind, shape, offset):
    """Returns a tensor whose numbers lie in model.onnx_data."""
    tensor = TensorProto(name=name, data_type=kind, dims=shape)
    tensor.data_location = TensorProto.EXTERNAL
    length = SIZE[kind]
    for size in shape:
        length *= size
    place = {"location": "model.onnx_data", "offset": str(offset), "length": str(length)}
    for key, value in place.items():
        entry = tensor.external_data.add()
        entry.key, entry.value = key, value
    return tensor, offset + length


def graph():
    """Returns the graph: BERT, its weights outside."""
    initializers, offset = [], 0
    for name, kind, shape in weights():
        tensor, offset = stored_outside(name, kind, shape, offset)
        initializers.append(tensor)
    for name, value in (("zero", 0), ("one", 1)):
        initializers.append(helper.make_tensor(name, INT64, [1], [value]))
    nodes = []

    def node(operator, inputs, output, domain="", **attributes):
        made = helper.make_node(operator, inputs, [output], output, domain=domain, **attributes)
        nodes.append(made)
        return output

    words = node(
        "GatherBlockQuantized",
        ["embedding.word", "input_ids", "embedding.word.scale"],
        "words",
        MICROSOFT,
        bits=4,
        block_size=BLOCK,
        gather_axis=0,
        quantize_axis=1,
    )
    node("Shape", ["input_ids"], "length", start=1, end=2)
    places = node("Slice", ["embedding.position", "zero", "length", "one"], "places")
    summed = node("Add", [words, places], "summed")
    norm = ["embedding.norm.weight", "embedding.norm.bias"]
    hidden = node("LayerNormalization", [summed, *norm], "embedded", epsilon=EPSILON, axis=-1)
    node("Cast", ["attention_mask"], "mask", to=INT32)
    for layer in range(LAYERS):
        of = lambda name: f"{layer}.{name}"
        both = lambda name: [of(f"{name}.weight"), of(f"{name}.bias")]
        attended = node(
            "Attention",
            [hidden, *both("attention"), "mask"],
            of("attended"),
            MICROSOFT,
            num_heads=HEADS,
        )
        projected = node("MatMul", [attended, of("output.weight")], of("projected"))
        hidden = node(
            "SkipLayerNormalization",
            [projected, hidden, *both("output.norm"), of("output.bias")],
            of("hidden"),
            MICROSOFT,
            epsilon=EPSILON,
        )
        raised = node("MatMul", [hidden, of("up.weight")], of("raised"))
        raised = node("BiasGelu", [raised, of("up.bias")], of("activated"), MICROSOFT)
        lowered = node("MatMul", [raised, of("down.weight")], of("lowered"))
        hidden = node(
            "SkipLayerNormalization",
            [lowered, hidden, *both("down.norm"), of("down.bias")],
            "last_hidden_state" if layer + 1 == LAYERS else of("out"),
            MICROSOFT,
            epsilon=EPSILON,
        )
    shape = ["batch", "tokens"]
    inputs = ["input_ids", "attention_mask"]
    inputs = [helper.make_tensor_value_info(name, INT64, shape) for name in inputs]
    outputs = [helper.make_tensor_value_info(hidden, FLOAT, [*shape, HIDDEN])]
    return helper.make_graph(nodes, "multilingual-e5-small", inputs, outputs, initializers)


def main():
    operators = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
    model = helper.make_model(
        graph(), opset_imports=operators, ir_version=9, producer_name="whosaid"
    )
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "model.onnx")
    # The weights are not there, so the model is written without looking for them.
    with open(path, "wb") as file:
        file.write(model.SerializeToString(deterministic=True))


main()
