"""The drawings of the exercises; `tools/figures.py` writes them."""
