"""Makes latest.h5 and numbers.h5 with h5py (3.16.0): python make2.py; gzip -9 -n latest.h5

Value i of every array of floats is (37*i % 64 - 32) / 64, of integers 37*i % 64 - 32 (unsigned: 37*i % 64).
"""

import os

import h5py
import numpy as np

os.chdir(os.path.dirname(os.path.abspath(__file__)))


def values(*shape, dtype="<f4"):
    i = np.arange(int(np.prod(shape)))
    return ((37 * i % 64 - 32) / 64).reshape(shape).astype(dtype)


with h5py.File("latest.h5", "w", libver="latest") as f:
    f["x"] = values(5, 7)
    for i in range(9):
        f.attrs[f"a{i}"] = f"text {i}"
    f.attrs["far"] = np.bytes_(b"y" * 5000)
    dense = f.create_group("dense")
    for i in range(1500):
        dense[f"a link with a name of some length, number {i}"] = f["x"]
    few = f.create_group("few")
    few["x"] = f["x"]
    f.create_dataset("single", data=values(5, 7), chunks=(5, 7), compression="gzip")
    f.create_dataset("bare", data=values(5, 7), chunks=(5, 7))
    f.create_dataset("fixed", data=values(10, 7), chunks=(4, 3), compression="gzip", shuffle=True)
    f.create_dataset("pages", data=values(1500), chunks=(1,))
    f.create_dataset("two", data=values(10, 7), chunks=(4, 3), maxshape=(None, None))
    f.create_dataset("twogzip", data=values(10, 7), chunks=(4, 3), maxshape=(None, None), compression="gzip")
    f.create_dataset("one", data=values(10, 7), chunks=(4, 3), maxshape=(None, 7))
    p = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    p.set_chunk((4, 3))
    p.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    d = h5py.h5d.create(f.id, b"implicit", h5py.h5t.IEEE_F32LE, h5py.h5s.create_simple((10, 7)), p)
    d.write(h5py.h5s.ALL, h5py.h5s.ALL, values(10, 7))

with h5py.File("numbers.h5", "w") as f:
    i = 37 * np.arange(35) % 64
    for t in ["<i1", "<i2", "<i4", "<i8", ">i4", ">i8"]:
        f[("le" if t[0] == "<" else "be") + t[1:]] = (i - 32).reshape(5, 7).astype(t)
    for t in ["<u1", "<u2", "<u4", "<u8", ">u2"]:
        f[("le" if t[0] == "<" else "be") + t[1:]] = i.reshape(5, 7).astype(t)
    f["bool"] = (i % 2 == 1).reshape(5, 7)
    f["text"] = "text"
    f["pairs"] = np.zeros(3, [("a", "<f4"), ("b", "<i4")])
    # Compressed as h5py can, in every order of the filters.
    noise = np.random.default_rng(1).standard_normal(64).astype("<f4")
    noise[:40] = 0.5
    for name, kind in {"lzf": {"compression": "lzf"}, "fletcher": {"fletcher32": True}, "all": {"compression": "lzf", "shuffle": True, "fletcher32": True}, "gzipsum": {"compression": "gzip", "fletcher32": True}}.items():
        f.create_dataset(name, data=values(40, 7), chunks=(16, 3), **kind)
    f.create_dataset("lzfnoise", data=noise, chunks=(16,), compression="lzf", shuffle=True)
    f["noise"] = noise
    f.create_dataset("zeros", data=np.zeros(3000, "<f4"), chunks=(3000,), compression="lzf")
    p = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    p.set_chunk((16, 3))
    p.set_fletcher32()
    p.set_deflate(4)
    d = h5py.h5d.create(f.id, b"sumgzip", h5py.h5t.IEEE_F32LE, h5py.h5s.create_simple((40, 7)), p)
    d.write(h5py.h5s.ALL, h5py.h5s.ALL, values(40, 7))
    f.create_dataset("scaled", data=np.arange(10), chunks=(10,), scaleoffset=0)

# As latest.h5, of few bytes: to be damaged.
with h5py.File("small.h5", "w", libver="latest") as f:
    f["x"] = values(2)
    for i in range(9):
        f.attrs["abcdefghi"[i]] = "t"
    for i in range(12):
        f[f"dense/{i}"] = f["x"]
    f.create_dataset("fixed", data=values(4, 2), chunks=(2, 1), compression="lzf", shuffle=True)
    f.create_dataset("two", data=values(4, 2), chunks=(2, 1), maxshape=(None, None))
