"""Writes the WebP files of the tests with Pillow (13.0.0): python make.py"""
from io import BytesIO

from PIL import Image

corner = Image.new("RGB", (32, 16), "white")
corner.paste("black", (0, 0, 16, 8))
corner.save("lossy.webp", quality=95)
corner.save("lossless.webp", lossless=True)
paper = Image.new("RGBA", (32, 16), (0, 0, 0, 0))  # transparent black shows paper
paper.paste((0, 0, 0, 255), (0, 0, 16, 8))
paper.save("lossy-alpha.webp", quality=95)

# The same corner, then one that is all black: the first is to be read.
black = Image.new("RGB", (32, 16), "black")
corner.save("animated.webp", save_all=True, append_images=[black], duration=100, quality=95)
paper.save("animated-alpha.webp", save_all=True, append_images=[black.convert("RGBA")], duration=100, lossless=True)

# In CMYK, Pillow writes Adobe's marker, and reads files without it the same way.
b = BytesIO()
corner.convert("CMYK").save(b, "JPEG", quality=95)
file = b.getvalue()
open("cmyk.jpg", "wb").write(file)
at = file.index(b"\xff\xee\x00\x0eAdobe")
open("cmyk-unmarked.jpg", "wb").write(file[:at] + file[at + 16 :])
assert Image.open("cmyk-unmarked.jpg").convert("L").getpixel((3, 3)) < 20
assert Image.open("cmyk-unmarked.jpg").convert("L").getpixel((28, 3)) > 235
