"""The verbs of the command line, one module each.

A verb's module has ``run(root, options)``, which returns the exit code or raises what ends it (`DataError`,
`Stopped`), and, where it takes options, ``OPTIONS``: the settings of each for argparse. Its manual stands among its
messages, and so does what `--help` says of an option. At the top it imports the standard library only:
`scripts/kb.py` answers `--help` and wrong use before any environment exists. What a verb needs it imports when it runs.
"""

from liandong.verbs import bench, build, check, diff, drop, export, import_, new, proof, publish, rollback, serve, test

# In the order of the manual.
VERBS = {
    "build": build, "test": test, "check": check, "serve": serve, "proof": proof, "new": new, "drop": drop,
    "export": export, "import": import_, "diff": diff, "publish": publish, "rollback": rollback, "bench": bench,
}
