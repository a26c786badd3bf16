"""Reads an ONNX file with ONNX's own library and prints its operators, in the file's order.

The checker compares every operator with its definition; strict inference of shapes fails where the
shape that the operators give the output is not the one that the file states.
"""
import sys

import onnx
import onnx.checker
import onnx.shape_inference

model = onnx.load(sys.argv[1])
onnx.checker.check_model(model, full_check=True)
onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
print(*[node.op_type for node in model.graph.node])
