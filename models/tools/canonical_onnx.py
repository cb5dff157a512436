"""Writes a converted network in one canonical form.

The tflite converter numbers its constants by the order of Python sets, so two
runs give equal networks under different names, and no hash could be pinned.
This pass keeps what a network computes and settles everything else:
  - nodes in the order a depth-first walk from the outputs meets them,
  - inner values named after their place in that order, equal constants once,
  - inputs and outputs keep their names; a free batch dimension becomes 1,
  - no doc strings, no inner shapes, no operator set that nothing uses.

Usage: canonical_onnx.py IN.onnx OUT.onnx
"""

import sys

import onnx
from onnx import helper, numpy_helper


def walk(graph):
    """Every node the outputs need, each behind the nodes it reads."""
    makers = {out: node for node in graph.node for out in node.output if out}
    done, order = set(), []
    for output in graph.output:
        # A stack of its own: these networks are deeper than Python recurses.
        stack = [(makers[output.name], False)]
        while stack:
            node, inputs_done = stack.pop()
            if id(node) in done:
                continue
            if inputs_done:
                done.add(id(node))
                order.append(node)
                continue
            stack.append((node, True))
            for name in reversed(node.input):
                if name in makers:
                    stack.append((makers[name], False))
    return order


def batch_of_one(value):
    shape = value.type.tensor_type.shape
    for dim in shape.dim:
        if not dim.HasField("dim_value"):
            dim.dim_value = 1
    sizes = [d.dim_value for d in shape.dim]
    return helper.make_tensor_value_info(value.name, value.type.tensor_type.elem_type, sizes)


def canonical(model):
    old = model.graph
    constants = {t.name: t for t in old.initializer}
    names = {v.name: v.name for v in [*old.input, *old.output]}
    by_content, initializers, nodes = {}, [], []
    for place, node in enumerate(walk(old)):
        inputs = []
        for name in node.input:
            if name and name not in names:
                array = numpy_helper.to_array(constants[name])
                content = (array.dtype.str, array.shape, array.tobytes())
                if content not in by_content:
                    by_content[content] = f"c{len(by_content)}"
                    initializers.append(numpy_helper.from_array(array, by_content[content]))
                names[name] = by_content[content]
            inputs.append(names.get(name, ""))
        for i, name in enumerate(node.output):
            if name:
                names.setdefault(name, f"v{place}" if i == 0 else f"v{place}_{i}")
        outputs = [names.get(name, "") for name in node.output]
        attrs = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        nodes.append(
            helper.make_node(node.op_type, inputs, outputs, domain=node.domain or None, **attrs)
        )
    graph = helper.make_graph(
        nodes,
        "converted",
        [batch_of_one(v) for v in old.input],
        [batch_of_one(v) for v in old.output],
        initializers,
    )
    used = {n.domain for n in nodes}
    opsets = [o for o in model.opset_import if o.domain in used]
    new = helper.make_model(graph, opset_imports=opsets)
    new.ir_version = model.ir_version
    onnx.checker.check_model(new, full_check=True)
    return new


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    out = canonical(onnx.load(sys.argv[1]))
    with open(sys.argv[2], "wb") as f:
        f.write(out.SerializeToString(deterministic=True))
