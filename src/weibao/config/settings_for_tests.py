"""The same settings, for tests and generators: worthless secrets, no deployment needed."""

import os

os.environ["WEIBAO_TESTING"] = "1"

from weibao.config.settings import *  # noqa: F403, TID251 - everything, on purpose, and after the line above
