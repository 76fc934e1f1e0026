"""The rules that the second evaluator does not count, and why worlds cannot or need not reach them."""

REASONS: dict[str, str] = {
    # --- what is read before anything is decided
    "worlds hold valid documents and names; how text is read has tests of its own": (
        "ARN-2 ARN-4 ARN-6 ARN-7 PRIN-10 PRIN-12 PRIN-31 PRIN-42 COND-6 COND-32"
    ),
    "STS checks it before it makes the call that a world is": "ASSUME-73 ASSUME-84 ASSUME-85",
    # --- what no verdict depends on
    "says what IAM stores or shows, not what it decides": "PRIN-32 ARN-8 ARN-9",
    "lists names that occur; to the evaluator they are texts like others": (
        "PRIN-37 PRIN-38 PRIN-44 PRIN-45 PRIN-47 ASSUME-63 ASSUME-64 ASSUME-65 ASSUME-67 ASSUME-69 ASSUME-70 "
        "ASSUME-72 ASSUME-83 ASSUME-86 ASSUME-87 ASSUME-88"
    ),
    "worlds have no roles of Identity Center; golden rows have": "PRIN-46",
    "advice to authors of policies": "PRIN-3 PRIN-34 CTX-67 COND-13 ASSUME-34 CTX-54 CTX-55",
    "about wording and order of reasons, which do not change the verdict": "EVAL-5 EVAL-49",
    "about other tools": "ASSUME-18 ASSUME-19",
    "says what is left out": "EVAL-48",
    "says what has no influence, and nothing in the second evaluator has it": "EVAL-10 ASSUME-17 CTX-66 COND-17",
    "another call, made before": "ASSUME-61",
    "about the session that comes out, which a world does not go on to use": "ASSUME-93",
    "worlds leave nothing unknown; laws about what is unknown have tests of their own": "CTX-64",
    # --- what other rules already say
    "a table of which other rules are the rows": "ARN-19 PRIN-30 ASSUME-11 EVAL-19 EVAL-20 EVAL-21",
    "PRIN-18 counts it by its kind of grant": "PRIN-2 PRIN-5 PRIN-6 PRIN-7 PRIN-8 PRIN-19 PRIN-33 PRIN-35 ARN-5",
    "a text that is no name of the caller means nobody, as PRIN-18 has it": "PRIN-4 PRIN-9 PRIN-11 PRIN-12a PRIN-36",
    "patterns are compared exactly, as ARN-10 has it": "ARN-20 ASSUME-36",
    "ARN-10 and COND-40 are two lines, which is what it says": "ARN-21",
    "EVAL-3 counts it by layer": "ASSUME-13 EVAL-38",
    "EVAL-2 is counted once per statement, all conditions and documents included": "EVAL-4 PRIN-22",
    "the order of the lines that count EVAL-24 and EVAL-12 to EVAL-18": "EVAL-27",
    "the line of EVAL-11 to EVAL-18, of which the results are counted": (
        "EVAL-1 EVAL-7 EVAL-23 PRIN-20 ASSUME-10 ASSUME-12 ASSUME-22"
    ),
    "the line of EVAL-35": "EVAL-36 EVAL-37 EVAL-39",
    "the lines that count EVAL-24 and EVAL-33 take the accounts that it names": "ASSUME-15",
    "no line refuses for lack of an Allow in an RCP, which is what it says": "EVAL-31",
    "one context per call, which all layers and actions read": "EVAL-29 ASSUME-16 ASSUME-46 ASSUME-48 ASSUME-49",
    "what is not ASSUME-21 is self-assumption without exemption": "ASSUME-20",
    "ASSUME-40 counts tags however they came": "ASSUME-41 ASSUME-42",
    "the lines that count ASSUME-47 and ASSUME-50 read token and parameters alike": "ASSUME-52",
    "EVAL-46 and ASSUME-80 count it": "ASSUME-60 ASSUME-66 ASSUME-71 ASSUME-81",
    "an action that the statement does not name, as ASSUME-3 has it": "ASSUME-96",
    "the kind of caller chooses the action, and ASSUME-2 counts the others": "ASSUME-4",
    "no line of its own: a key that nobody derives is missing, or given with the question": (
        "CTX-12 CTX-20 CTX-23 CTX-26 CTX-27 CTX-27a CTX-28 CTX-29 CTX-29a CTX-35 CTX-37 CTX-43 CTX-44 CTX-44a CTX-45 "
        "CTX-48 CTX-49a CTX-57 CTX-57a CTX-59 CTX-59a COND-8"
    ),
    "the caller says whether MFA was used, and CTX-51 and CTX-52 count it": "CTX-53 CTX-56",
    "CTX-60 makes keys lower case, those of tags included": "CTX-61",
    "examples of COND-40 and COND-41": "COND-42 COND-44",
    "COND-50 and COND-27 count what is no value of their type": "COND-33",
    "values become text where they are read, for all operators alike": "COND-51",
    "COND-64 is counted per entry, and the loop over entries goes on": "COND-65",
}

NOT_COUNTED = {rule: reason for reason, rules in REASONS.items() for rule in rules.split()}
