"""A browser of this machine, without a window."""

import os
import shutil

ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")


def chromium() -> str | None:
    """The path of a Chromium or Chrome; None where there is none. UNDERGRID_CHROMIUM names another."""
    given = os.environ.get("UNDERGRID_CHROMIUM")
    return given or next((found for name in NAMES if (found := shutil.which(name))), None)
