"""Makes the files of this folder with h5py (3.16.0): python make.py

Value i of every array is (37*i % 64 - 32) / 64, which all float formats hold exactly.
"""
import os

import h5py
import ml_dtypes
import numpy as np

os.chdir(os.path.dirname(os.path.abspath(__file__)))


def values(*shape, dtype="<f4"):
    i = np.arange(int(np.prod(shape)))
    return ((37 * i % 64 - 32) / 64).reshape(shape).astype(dtype)


with h5py.File("floats.h5", "w") as f:
    for dtype in ["<f2", ">f2", "<f4", ">f4", "<f8", ">f8"]:
        f["le" + dtype[1:] if dtype[0] == "<" else "be" + dtype[1:]] = values(5, 7, dtype=dtype)
    # bfloat16 as a float type of its own, and the specials of float16.
    t = h5py.h5t.IEEE_F32LE.copy()
    t.set_fields(15, 7, 8, 0, 7)
    t.set_size(2)
    t.set_ebias(127)
    space = h5py.h5s.create_simple((5, 7))
    d = h5py.h5d.create(f.id, b"bfloat16", t, space)
    d.write(h5py.h5s.ALL, h5py.h5s.ALL, values(5, 7, dtype="<f4"))
    f["half"] = np.array([0, -0.0, 1, -2, 65504, 2**-14, 2**-24, 1023 * 2**-24, np.inf, -np.inf, np.nan], "<f2")
    f["scalar"] = np.float32(1.5)
    f["empty"] = np.zeros((0, 3), "<f4")
    f["ints"] = np.arange(3)
    f["opaque"] = values(4).astype(ml_dtypes.bfloat16).view("V2")
    f.create_dataset("unwritten", (4,), "<f4")
    p = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    p.set_layout(h5py.h5d.COMPACT)
    d = h5py.h5d.create(f.id, b"compact", h5py.h5t.IEEE_F32LE, space, p)
    d.write(h5py.h5s.ALL, h5py.h5s.ALL, values(5, 7))

with h5py.File("chunks.h5", "w") as f:
    f.create_dataset("plain", data=values(10, 7), chunks=(4, 3))
    f.create_dataset("gzip", data=values(10, 7), chunks=(4, 3), compression="gzip")
    f.create_dataset("shuffle", data=values(10, 7, dtype=">f8"), chunks=(4, 3), compression="gzip", shuffle=True)
    f.create_dataset("cube", data=values(3, 5, 7), chunks=(2, 2, 2), shuffle=True)
    f.create_dataset("many", data=values(1000), chunks=(1,))
    f.create_dataset("wide", data=values(5), chunks=(64,), maxshape=(None,))
    f.create_dataset("fletcher", data=values(10), chunks=(4,), fletcher32=True)
    f.create_dataset("lzf", data=values(10), chunks=(4,), compression="lzf")
    f.create_dataset("sparse", (10,), "<f4", chunks=(4,))[:4] = 1

with h5py.File("attributes.h5", "w") as f:
    a = f.attrs
    a["text"] = "Ziffern über \N{GREEK SMALL LETTER PI}"
    a["bytes"] = b"plain"
    a["none"] = ""
    a["list"] = ["one", "two", "", "four"]
    a["bytelist"] = [b"one", b"two"]
    a["fixed"] = np.array([b"one", b"three"])
    a["empty"] = []
    a["number"] = 3.5
    a["long"] = "x" * 100000
    t = h5py.h5t.C_S1.copy()
    for name, pad in [("terminated", h5py.h5t.STR_NULLTERM), ("spaces", h5py.h5t.STR_SPACEPAD)]:
        t.set_size(8)
        t.set_strpad(pad)
        x = h5py.h5a.create(f.id, name.encode(), t, h5py.h5s.create(h5py.h5s.SCALAR))
        x.write(np.array(b"pad", "S8"))
    g = f.create_group("many")
    for i in range(200):
        g.attrs[f"a{i}"] = str(i)

with h5py.File("groups.h5", "w") as f:
    g = f.create_group("many")
    for i in range(300):
        g.create_group(f"g{i}")
    g["g42/deep/er/x"] = values(3)
    f["soft"] = h5py.SoftLink("/many")
    f["external"] = h5py.ExternalLink("other.h5", "/")
    f["hard"] = g["g42"]
    f.create_group("empty")
    f.create_group("über/\N{GREEK SMALL LETTER PI}")
    g.create_dataset("outside", (4,), "<f4", external=[("other.raw", 0, 16)])

with h5py.File("version2.h5", "w", libver=("v108", "v108")) as f:
    f.attrs["text"] = "new"
    f.attrs["list"] = ["one", "two"]
    for i in range(5):
        f[f"group/x{i}"] = values(3 + i)
    f.create_dataset("gzip", data=values(10, 7), chunks=(4, 3), compression="gzip")
    f["soft"] = h5py.SoftLink("/group")
    for i in range(20):
        f[f"dense/x{i}"] = values(2)

with h5py.File("ordered.h5", "w", track_order=True) as f:
    for name in "cab":
        f.create_group("g" + name, track_order=True)["x"] = values(4)

with h5py.File("version3.h5", "w", libver="latest") as f:
    f["x"] = values(4)
