"""Writes the WebP files of the tests with Pillow (13.0.0): python make.py"""
from PIL import Image

corner = Image.new("RGB", (32, 16), "white")
corner.paste("black", (0, 0, 16, 8))
corner.save("lossy.webp", quality=95)
corner.save("lossless.webp", lossless=True)
paper = Image.new("RGBA", (32, 16), (0, 0, 0, 0))  # transparent black shows paper
paper.paste((0, 0, 0, 255), (0, 0, 16, 8))
paper.save("lossy-alpha.webp", quality=95)
