"""Real Dockerfiles: those of ../shared, which lies beside the project where it is developed."""

import re
import tarfile

from stdio import PROJECT

SHARED = PROJECT / "../shared/corpus"


def sample():
    """The files of the sample that are valid UTF-8, by path in a fixed order; none if it is not there."""
    archive = SHARED / "sample.tar.gz"
    if not archive.exists():
        return None
    files = {}
    with tarfile.open(archive) as members:
        for member in members:
            if member.isfile():
                try:
                    files[member.name] = members.extractfile(member).read().decode("utf-8")
                except UnicodeDecodeError:
                    continue
    return dict(sorted(files.items()))


def is_multi_stage(text):
    return len(re.findall(r"^[ \t]*FROM[ \t]", text, re.IGNORECASE | re.MULTILINE)) >= 2
