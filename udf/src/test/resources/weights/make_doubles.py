"""A safetensors file with doubles beside floats and integers:  python make_doubles.py"""

import os

import numpy
from safetensors.numpy import save_file

HERE = os.path.dirname(os.path.abspath(__file__))

save_file(
    {
        "moments": numpy.array([[1 / 3, -0.0, 5e-324], [1e300, 0.1, -1e-17]]),
        "values": numpy.array([0.1, 2.5], dtype=numpy.float32),
        "steps": numpy.array([7, 8, 9], dtype=numpy.int64),
    },
    os.path.join(HERE, "doubles.safetensors"))
