"""The README's `throughline call` example does what it says, exactly as it stands there."""

import json
import pathlib
import re
import subprocess
import unittest

from server import Server

README = pathlib.Path(__file__).resolve().parents[2] / "README.md"
MARK = re.compile(r"<!-- call-example -->\n+```sh\n(.*?)```", re.DOTALL)
HOW_THE_README_STARTS_IT = "cargo run --release --"
# Where `demo` keeps its borough when it is not told otherwise, as in the README.
DEMO_FOLDER = "throughline-demo"


class TheReadme(unittest.TestCase):
    """Whoever pastes from it gets an answer."""

    def test_the_call_example_answers_with_people(self) -> None:
        found = MARK.search(README.read_text(encoding="utf-8"))
        self.assertIsNotNone(found, "README.md has no ```sh block right after <!-- call-example -->")
        example = found.group(1)
        self.assertIn(HOW_THE_README_STARTS_IT, example)
        with Server(DEMO_FOLDER) as server:
            server.start("demo", "--residents", "20")
            command = example.replace(HOW_THE_README_STARTS_IT, f'"{server.binary}"')
            done = subprocess.run(
                ["sh", "-euc", command], cwd=server.folder, env=server.environment(), capture_output=True, text=True, timeout=60
            )
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertTrue(json.loads(done.stdout).get("people"), done.stdout)


if __name__ == "__main__":
    unittest.main()
