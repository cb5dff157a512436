"""Rewrites the block-quantised SFace network so that every engine can run it.

In:  the carrier's file (DequantizeLinear with `block_size`, weights declared
     as inputs although nothing reads them, a Dropout that does nothing).
Out: the same network with
       - one input `data` (1x3x112x112) and one output `fc1` (1x128);
       - weights still 8 bits in the file, spelled out as
         Cast -> Sub zero point -> Mul scale -> Reshape. These read constants
         only, so both engines compute them once, when they load the file;
       - the last layer, which has two thirds of all weights, scales its products
         instead of its weights: engines keep every step of a computed constant
         until they have loaded, and four steps of 26 MB each made a peak;
       - batch normalisation folded into those scales and into the biases. A
         row of a weight is one output channel, so scaling the channel is
         scaling the row's block scales: no weight is rounded again.
     `bn1` stays: its channels (49 numbers each) straddle the 64-number blocks
     of the layer behind it.

Same input bytes, same output bytes: the names, their order and the float
operations are fixed.

Usage: rewrite_sface.py IN.onnx OUT.onnx
"""

import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def attributes(node):
    return {a.name: helper.get_attribute_value(a) for a in node.attribute}


class Rewriter:
    def __init__(self, graph):
        self.constants = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
        self.makers = {out: n for n in graph.node for out in n.output}
        self.readers = {}
        for n in graph.node:
            for name in n.input:
                self.readers.setdefault(name, []).append(n)
        self.nodes, self.initializers = [], {}

    def constant(self, name, array):
        self.initializers[name] = numpy_helper.from_array(np.ascontiguousarray(array), name)
        return name

    def node(self, op, inputs, output, **attrs):
        self.nodes.append(helper.make_node(op, inputs, [output], name=output, **attrs))
        return output

    def as_float(self, name, int8):
        """A constant that takes one byte a number in the file."""
        assert int8.dtype == np.int8
        int8 = self.constant(name + "_int8", int8)
        return self.node("Cast", [int8], name + "_float", to=TensorProto.FLOAT)

    def blocks(self, name):
        """The quantised weight behind `name`: int8 (rows, blocks, block), scale
        and zero point (rows, blocks, 1), and the shape the layer wants."""
        shape, maker = None, self.makers[name]
        if maker.op_type == "Reshape":
            shape = [int(d) for d in self.constants[maker.input[1]]]
            maker = self.makers[maker.input[0]]
        assert maker.op_type == "DequantizeLinear", maker.op_type
        q, scale, zero = (self.constants[i] for i in maker.input)
        assert q.dtype == np.int8 and scale.dtype == np.float32
        if q.ndim == 1:  # a bias: its rows are its blocks
            q, scale, zero = q[None], scale[None], zero[None]
        rows, columns = q.shape
        block = attributes(maker)["block_size"]
        assert columns == scale.shape[1] * block, "a block that is cut short"
        return (
            q.reshape(rows, -1, block),
            scale.astype(np.float64)[..., None],
            zero[..., None],
            shape or [rows, columns],
        )

    def weight(self, prefix, quantised, row_scale):
        """Writes the dequantisation out and returns the name of its result."""
        q, scale, zero, shape = quantised
        scale = (scale * row_scale[:, None, None]).astype(np.float32)
        value = self.as_float(prefix, q)
        if zero.any():
            value = self.node(
                "Sub", [value, self.as_float(prefix + "_zero", zero)], prefix + "_centred"
            )
        value = self.node(
            "Mul", [value, self.constant(prefix + "_scale", scale)], prefix + "_scaled"
        )
        shape = self.constant(prefix + "_shape", np.array(shape, np.int64))
        return self.node("Reshape", [value, shape], prefix)

    def dense(self, data, quantised, row_scale, bias, output):
        """A dense layer, block by block: with a block's numbers q, its scale s and
        its zero point z, sum over blocks of s * (q . x) - s * z * sum(x)."""
        q, scale, zero, _ = quantised
        scale = scale * row_scale[:, None, None]
        rows, blocks, block = q.shape
        shape = self.constant("fc1_blocks", np.array([blocks, 1, block], np.int64))
        x = self.node("Reshape", [data, shape], "fc1_in_blocks")
        # One small matrix a block: [blocks, block, rows].
        weight = self.as_float("fc1_weight", q.transpose(1, 2, 0))
        by_block = self.node("MatMul", [x, weight], "fc1_by_block")
        s = self.constant("fc1_scale", scale.transpose(1, 2, 0).astype(np.float32))
        scaled = self.node("Mul", [by_block, s], "fc1_scaled")
        inner = self.constant("fc1_inner", np.array([2], np.int64))
        sums = self.node("ReduceSum", [x, inner], "fc1_sums", keepdims=1)
        z = (-zero.astype(np.float64) * scale).transpose(1, 2, 0)
        z = self.constant("fc1_zero", z.astype(np.float32))
        centred = self.node("Add", [scaled, self.node("Mul", [sums, z], "fc1_shift")], "fc1_centred")
        outer = self.constant("fc1_outer", np.array([0], np.int64))
        total = self.node("ReduceSum", [centred, outer], "fc1_total", keepdims=0)
        return self.node("Add", [total, bias], output)

    def normalisation_after(self, name):
        """(scale, offset, output) of the BatchNormalization that alone reads `name`."""
        (reader,) = self.readers[name]
        assert reader.op_type == "BatchNormalization", reader.op_type
        gamma, beta, mean, var = (self.constants[i].astype(np.float64) for i in reader.input[1:])
        scale = gamma / np.sqrt(var + attributes(reader)["epsilon"])
        return scale, beta - mean * scale, reader.output[0]


def rewrite(model):
    old = model.graph
    r = Rewriter(old)
    renamed = {}  # old value name -> the name that carries it now

    def now(name):
        return renamed.get(name, name)

    for n in old.node:
        if n.op_type in ("DequantizeLinear", "BatchNormalization", "Constant") and n.output[0] != "bn1":
            continue  # folded by the layer that reads it, or wanted by Dropout only
        if n.op_type == "Reshape" and n.output[0].endswith("_weight_reshaped"):
            continue
        if n.op_type == "Dropout":  # the identity outside training
            renamed[n.output[0]] = now(n.input[0])
        elif n.op_type == "Conv":
            assert len(n.input) == 2
            scale, offset, out = r.normalisation_after(n.output[0])
            weight = r.weight(n.output[0] + "_weight", r.blocks(n.input[1]), scale)
            bias = r.constant(n.output[0] + "_bias", offset.astype(np.float32))
            r.node("Conv", [now(n.input[0]), weight, bias], out, **attributes(n))
        elif n.op_type == "Gemm":
            scale, offset, out = r.normalisation_after(n.output[0])
            q, block_scale, zero, _ = r.blocks(n.input[2])
            bias = ((q - zero.astype(np.float64)) * block_scale).reshape(-1)
            bias = r.constant("fc1_bias", (bias * scale + offset).astype(np.float32))
            kind = attributes(n)
            assert kind.get("transB") == 1 and not kind.get("transA")
            assert kind.get("alpha", 1.0) == kind.get("beta", 1.0) == 1.0
            r.dense(now(n.input[0]), r.blocks(n.input[1]), scale, bias, out)
        else:  # Sub, Mul, PRelu, bn1, Flatten: as they are
            inputs = [now(i) for i in n.input]
            for i in inputs:
                if i in r.constants:
                    r.constant(i, r.constants[i])
            attrs = attributes(n)
            attrs.pop("momentum", None)  # for training only
            r.node(n.op_type, inputs, n.output[0], **attrs)

    data = helper.make_tensor_value_info("data", TensorProto.FLOAT, [1, 3, 112, 112])
    fc1 = helper.make_tensor_value_info("fc1", TensorProto.FLOAT, [1, 128])
    graph = helper.make_graph(r.nodes, "sface", [data], [fc1], list(r.initializers.values()))
    # Opset 13 holds every operator used; a newer one would only shut out engines.
    new = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    new.ir_version = 8
    onnx.checker.check_model(new, full_check=True)
    return new


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    out = rewrite(onnx.load(sys.argv[1]))
    with open(sys.argv[2], "wb") as f:
        f.write(out.SerializeToString(deterministic=True))
