import importlib
import sys
import tempfile
from pathlib import Path

with tempfile.TemporaryDirectory() as folder:
    sys.path.insert(0, folder)
    for name in ("made_first", "made_second"):
        Path(folder, f"{name}.py").write_text(f"print('{name}')\n")
        importlib.import_module(name)
        del sys.modules[name]
