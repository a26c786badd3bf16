"""./dev lint may pass over a source only while everything its result depends on is as it was.

usage: clean_results_test.py SOURCE-FOLDER
"""
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SOURCES = Path(sys.argv.pop(1))

# A process of its own for each key, as each run of ./dev lint is.
SCRIPT = """
import sys
from pathlib import Path
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
from clean_results import CleanResults
root, tool, command, *read = sys.argv[2:]
clean = CleanResults(Path(root) / "clean", Path(root), [tool, Path(root) / ".clang-tidy"])
key = clean.key([command], read)
print("clean" if key in clean else "new")
clean.add(key)
"""


class CleanResultsTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.root = self.folder / "laurel"
        self.root.mkdir()
        self.packaged = self.folder / "packaged.h"
        self.packaged.write_text("int packaged();")
        for name in [".clang-tidy", "a.cpp", "a.h"]:
            (self.root / name).write_text(name)

    def ask(self, root=None, tool="clang-tidy 14", options="-O2", read=("a.cpp", "a.h")):
        root = root or self.root
        paths = [str(root / name) for name in read] + [str(self.packaged)] if read else []
        command = f"c++ -I{root}/include {options} -c {root}/a.cpp"
        return subprocess.run([sys.executable, "-c", SCRIPT, SOURCES / "packaging/lint", root, tool, command, *paths],
                              check=True, capture_output=True, text=True).stdout.strip()

    def test_what_was_clean_and_has_not_changed_is_known(self):
        self.assertEqual(self.ask(), "new")
        self.assertEqual(self.ask(), "clean")
        (self.root / "a.h").touch()
        self.assertEqual(self.ask(), "clean", "a new time of Laurel's own file is no change")

    def test_every_change_is_looked_at_and_a_way_back_is_known(self):
        self.ask()
        for name in [".clang-tidy", "a.cpp", "a.h"]:
            (self.root / name).write_text("changed")
            self.assertEqual(self.ask(), "new", name)
            (self.root / name).write_text(name)
            self.assertEqual(self.ask(), "clean", name)
        self.packaged.write_text("int another();  // version")
        self.assertEqual(self.ask(), "new")
        self.assertEqual(self.ask(tool="clang-tidy 16"), "new")
        self.assertEqual(self.ask(options="-O2 -DNDEBUG"), "new")
        self.assertEqual(self.ask(read=("a.cpp",)), "new")

    def test_a_copy_of_the_tree_knows_what_the_tree_knew(self):
        self.ask()
        copy = self.folder / "copy"
        shutil.copytree(self.root, copy)
        self.assertEqual(self.ask(root=copy), "clean")

    def test_without_knowing_what_a_source_reads_nothing_is_passed_over(self):
        self.assertEqual(self.ask(read=()), "new")
        self.assertEqual(self.ask(read=()), "new")


if __name__ == "__main__":
    unittest.main()
