"""A browser for the tests, without a window: that of this machine, else one that an npm package carries."""

import functools
import os
import runpy
import shutil
import subprocess
from pathlib import Path

WEB = Path(__file__).resolve().parents[2] / "web"
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
]  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
UNPACK = 'import chromium from "@sparticuz/chromium"; console.log(await chromium.executablePath());'


@functools.cache
def web():
    """The functions of `web/build.py`, once what tests need of npm is installed. Raises OSError where it cannot be."""
    if not WEB.is_dir():
        raise OSError("this is no checkout")
    builder = runpy.run_path(str(WEB / "build.py"))
    builder["install"](tools=True)
    return builder


def chromium():
    """The path of a Chromium or Chrome of this machine; None where there is none. UNDERGRID_CHROMIUM names another."""
    given = os.environ.get("UNDERGRID_CHROMIUM")
    return given or next((found for name in NAMES if (found := shutil.which(name))), None)


@functools.cache
def brought():
    """(The Chromium of the package @sparticuz/chromium, what it needs in its environment). Raises OSError without."""
    builder = web()
    folder = WEB / "node_modules" / ".chromium"
    with builder["alone"]():
        if not (folder / "whole").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            # it unpacks into the folder for what is passing, and its libraries only where it believes to be on Lambda
            where = {"TMPDIR": str(folder), "AWS_LAMBDA_JS_RUNTIME": "nodejs22.x"}
            command = [builder["node"]()[0], "--input-type=module", "--eval", UNPACK]
            subprocess.run(command, cwd=WEB, env=os.environ | where, check=True, capture_output=True, timeout=300)
            (folder / "whole").touch()
    path = folder / "chromium"
    needs = {} if Path("/etc/fonts/fonts.conf").exists() else {"FONTCONFIG_PATH": str(folder / "fonts")}
    for more in ({}, {"LD_LIBRARY_PATH": str(folder / "al2023" / "lib")}):
        if _starts(path, needs | more):
            return str(path), needs | more
    raise OSError("the Chromium of the package @sparticuz/chromium does not start on this machine")


def _starts(path, needs):
    try:
        done = subprocess.run([path, "--version"], env=os.environ | needs, capture_output=True, timeout=60, check=False)
    except OSError:  # made for another processor
        return False
    return done.returncode == 0


def launch(play):
    """A browser, by a Playwright that runs. Raises OSError, which says why there is none."""
    path, needs = chromium(), {}
    if path is None:
        try:
            path, needs = brought()
        except (OSError, subprocess.SubprocessError) as wrong:
            raise OSError(f"no Chromium or Chrome found, and none could be brought: {wrong}") from None
    return play.chromium.launch(executable_path=path, args=ARGUMENTS, env=os.environ | needs)
