"""Reads every entry of some streams and checks it against the types of an exported module.

python3 check-events.py <folder of events.py> <redis url> <stream>...   prints one JSON object: counts and faults.
"""

import json
import sys
import types
import typing

import redis

folder, url, *streams = sys.argv[1:]
sys.path.insert(0, folder)
import events  # noqa: E402


def fault(value, hint, path):
    """Where a value is not of a type, or None. Forward references are names of the module."""
    if isinstance(hint, typing.ForwardRef):
        hint = hint.__forward_arg__
    if isinstance(hint, str):
        hint = eval(hint, vars(events))
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint is typing.Any:
        return None
    if origin in (typing.NotRequired, typing.Required):
        return fault(value, arguments[0], path)
    if origin in (typing.Union, types.UnionType):
        found = [fault(value, option, path) for option in arguments]
        return None if None in found else max(found, key=lambda one: one.count("."))
    if origin is typing.Literal:
        same = any(type(value) is type(option) and value == option for option in arguments)
        return None if same else f"{path}: {value!r} is not {hint}"
    if typing.is_typeddict(hint):
        return dictionary_fault(value, hint, path)
    if origin is list:
        if not isinstance(value, list):
            return f"{path}: {value!r} is no list"
        return first(fault(item, arguments[0], f"{path}.{index}") for index, item in enumerate(value))
    if origin is dict:
        if not isinstance(value, dict):
            return f"{path}: {value!r} is no dict"
        return first(fault(item, arguments[1], f"{path}.{key}") for key, item in value.items())
    allowed = (int, float) if hint is float else hint
    wrong_bool = isinstance(value, bool) and hint is not bool
    return None if isinstance(value, allowed) and not wrong_bool else f"{path}: {value!r} is no {hint.__name__}"


def dictionary_fault(value, hint, path):
    if not isinstance(value, dict):
        return f"{path}: {value!r} is no {hint.__name__}"
    hints = typing.get_type_hints(hint, vars(events), include_extras=True)
    for key in value.keys() - hints.keys():
        return f"{path}.{key}: no such key"
    for key in hint.__required_keys__ - value.keys():
        if typing.get_origin(hints[key]) is not typing.NotRequired:
            return f"{path}.{key}: missing"
    return first(fault(item, hints[key], f"{path}.{key}") for key, item in value.items())


def first(faults):
    return next((one for one in faults if one is not None), None)


def event_of(fields):
    """The entry as its codec notes say."""
    event = dict(fields)
    event["data"] = json.loads(event["data"])
    if "schema_version" in event:
        event["schema_version"] = int(event["schema_version"])
    return event


client = redis.Redis.from_url(url, decode_responses=True)
counts, faults = {}, []
for stream in streams:
    for entry_id, fields in client.xrange(stream):
        event = event_of(fields)
        name = event["type"]
        counts[name] = counts.get(name, 0) + 1
        found = fault(event, events.EVENTS[name], name)
        if found is not None:
            faults.append(found)
print(json.dumps({"counts": counts, "faults": faults}))
