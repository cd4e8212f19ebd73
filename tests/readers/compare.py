"""Compares every made log as two independent readers see it: the decoder that volsift uses, and libevtx.

usage: compare.py DUMP LOG...

DUMP is the output of `cargo test --test dump -- LOG...`. Needs PyPI libevtx-python. What must be equal:
the number and order of records, the System section, and every value of the payload.
"""

import re
import sys
import xml.etree.ElementTree as tree

import pyevtx

NAMESPACE = "{http://schemas.microsoft.com/win/2004/08/events/event}"
GUID = re.compile(r"\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?", re.IGNORECASE)
TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?Z?")


def value(text):
    """One spelling for values that the readers spell differently."""
    # The dump holds a record a line, with blanks for breaks.
    text = (text or "").replace("\r", "").replace("\n", " ")
    time = TIME.fullmatch(text)
    if time:
        return f"{time[1]}T{time[2]}.{(time[3] or '').ljust(9, '0')[:7]}Z"
    if re.fullmatch(r"0x[0-9a-fA-F]+", text):
        return f"0x{int(text, 16):x}"
    return GUID.sub(lambda guid: guid[1].lower(), text)


def facts(text):
    """A record as a list of (path, value), without empty elements, which one reader leaves out."""
    found = []

    def walk(element, path):
        name = element.tag.rpartition("}")[2]
        path = f"{path}/{name}"
        for key, text in sorted(element.attrib.items()):
            if key != "xmlns" and text:
                found.append((f"{path}@{key}", value(text)))
        if len(element) == 0 and (element.text or "").strip():
            found.append((path, value(element.text)))
        for child in element:
            walk(child, path)

    walk(tree.fromstring(text), "")
    return found


def by_libevtx(path):
    log = pyevtx.file()
    log.open(path)
    records = [log.get_record(number).get_xml_string() for number in range(log.get_number_of_records())]
    log.close()
    return records


def main():
    dump, *logs = sys.argv[1:]
    ours = {path: [] for path in logs}
    with open(dump, encoding="utf-8") as lines:
        for line in lines:
            path, tab, xml = line.rstrip("\n").partition("\t")
            if tab:
                ours[path].append(re.sub(r"^<\?xml.*?\?>", "", xml).strip())
    wrong = 0
    total = 0
    for path in logs:
        # A wrapped log has its slots in another order, which libevtx keeps: compare by record id.
        key = lambda record: int(dict(record)["/Event/System/EventRecordID"])
        mine = sorted((facts(text) for text in ours[path]), key=key)
        theirs = sorted((facts(text) for text in by_libevtx(path)), key=key)
        total += len(mine)
        if len(mine) != len(theirs):
            print(f"{path}: {len(mine)} records by the decoder, {len(theirs)} by libevtx")
            wrong += 1
            continue
        for a, b in zip(mine, theirs):
            if a != b:
                print(f"{path}: record {key(a)} differs")
                for difference in sorted(set(a) ^ set(b)):
                    print("   ", difference)
                wrong += 1
    print(f"{len(logs)} logs, {total} records compared, {wrong} differences")
    if wrong or not total:
        sys.exit(1)


main()
