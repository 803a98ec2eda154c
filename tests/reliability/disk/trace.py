"""What a server handed to its disk, read off strace; and the disk as it may be found after the power went."""
import random, re

SECTOR = 512
LINE = re.compile(r"^(\d+)\s+(\d+\.\d+) (.*)$")
UNFINISHED = re.compile(r"^(.*) <unfinished \.\.\.>$")
RESUMED = re.compile(r"^<\.\.\. \w+ resumed>(.*)$")
PATH = re.compile(r"^(\w+)\((?:AT_FDCWD(?:<[^>]*>)?, )?\d*<?\"?((?:\\x[0-9a-f]{2})+)")
WRITE = re.compile(r"\"((?:\\x[0-9a-f]{2})*)\", (\d+), (\d+)\)")
TRUNCATE = re.compile(r", (\d+)\)")


def text(hexadecimal):
    return bytes.fromhex(hexadecimal.replace("\\x", ""))


class Act:
    """Something that was done to a file: when it began and ended, in the order of the trace."""

    def __init__(self, kind, file, began, at):
        self.kind, self.file, self.began, self.at = kind, file, began, at
        self.ended, self.offset, self.data = None, 0, b""


def read(trace, wanted):
    """The acts on these files, in the order of their ends."""
    under_way, acts = {}, []
    with open(trace, errors="replace") as lines:
        for number, line in enumerate(lines):
            found = LINE.match(line.rstrip("\n"))
            if not found:
                continue
            thread, at, said = found.group(1), float(found.group(2)), found.group(3)
            if part := UNFINISHED.match(said):
                under_way[thread] = (number, at, part.group(1))
                continue
            began = number
            if part := RESUMED.match(said):
                if thread not in under_way:
                    continue
                began, at, first = under_way.pop(thread)
                said = first + part.group(1)
            act = of(said, wanted, began, at)
            if act:
                act.ended = number
                acts.append(act)
    return acts


def of(said, wanted, began, at):
    """What a call did; None where it failed, or is about another file."""
    named = PATH.match(said)
    if not named or re.search(r"\) += -1", said):
        return None
    file = text(named.group(2)).decode(errors="replace")
    if file not in wanted:
        return None
    call = named.group(1)
    if call in ("fsync", "fdatasync"):
        return Act("flush", file, began, at)
    if call in ("unlink", "unlinkat"):
        return Act("remove", file, began, at)
    act = Act("write", file, began, at)
    if call == "pwrite64":
        data = WRITE.search(said)
        act.data, act.offset = text(data.group(1)), int(data.group(3))
        assert len(act.data) == int(data.group(2)), "strace cuts what it shows short"
    elif call == "ftruncate":
        act.kind, act.offset = "truncate", int(TRUNCATE.search(said).group(1))
    else:
        raise SystemExit(f"the server writes in a way that is not understood: {said[:80]}")
    return act


class Disk:
    """Files as they are flushed for certain, and what may be there besides."""

    def __init__(self):
        self.flushed, self.pending = {}, {}

    def take(self, act):
        waiting = self.pending.setdefault(act.file, [])
        if act.kind != "flush":
            waiting.append(act)
            return
        for one in [one for one in waiting if one.ended < act.began]:
            do(self.flushed, one, one.data, 0)
        self.pending[act.file] = [one for one in waiting if one.ended >= act.began]

    def after_cut(self, chance):
        """The files as they may be found: of what was not flushed any part, torn at sectors."""
        files = {name: bytearray(content) for name, content in self.flushed.items()}
        for waiting in self.pending.values():
            whole = chance.random()
            for act in waiting:
                if chance.random() > whole:
                    continue
                if act.kind == "write" and chance.random() < 0.3:
                    for start in range(0, len(act.data), SECTOR):
                        if chance.random() < 0.5:
                            do(files, act, act.data[start : start + SECTOR], start)
                else:
                    do(files, act, act.data, 0)
        return files


def do(files, act, data, start):
    if act.kind == "remove":
        files.pop(act.file, None)
        return
    content = files.setdefault(act.file, bytearray())
    if act.kind == "truncate":
        del content[act.offset :]
        content.extend(bytes(act.offset - len(content)))
        return
    offset = act.offset + start
    content.extend(bytes(max(0, offset - len(content))))
    content[offset : offset + len(data)] = data
