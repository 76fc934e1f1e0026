# ruff: noqa: F403, F405  # the notation of all tables; mypy knows the names
"""Session tags and source identity: what a call needs besides the permission to assume (golden 78-99 and 186-193)."""

from typing import Any, Final

import policykit as pk
from tests.golden.sources import *
from tests.golden.world import *

BOTH: Final = [ASSUME, TAG]
AND_ID: Final = [ASSUME, SET_ID]
TAGS: Final = {"tags": {"Project": "Automation"}}
AUTOMATION: Final = {"StringEquals": {"aws:RequestTag/Project": "Automation"}}
IN_TEAM_X: Final = {"StringEquals": {"aws:PrincipalTag/team": "x"}}
POD: Final = {"kubernetes-namespace": "ns"}
FROM_POD: Final = {
    "StringEquals": {"aws:RequestTag/kubernetes-namespace": "ns"},
    "ArnEquals": {"aws:PrincipalArn": CALLER_B},
}
NO_POD_TAGS: Final = {"ForAnyValue:StringEquals": {"aws:TagKeys": ["kubernetes-namespace"]}}
STAR_3: Final = {"StringEquals": {"aws:ResourceTag/Star": "3"}}
CENTER: Final = "arn:aws:iam::aws:contextProvider/IdentityCenter"
IDENTITY_CENTER: Final[Any] = {"provided_contexts": [pk.ProvidedContext(CENTER, "eyJ0eXAiOiJKV1QifQ")]}
DEV_USER: Final = {"source_identity": "DevUser"}

only_assume = user(may(ASSUME, R))
pod = session(ASSUME_R, account=B, tags=POD, transitive_tags=["kubernetes-namespace"])
known = session(ASSUME_R, source_identity="DevUser")
known_only_assume = session(may(ASSUME, R), source_identity="DevUser")
passing_star = session(ASSUME_R, tags={"Star": "1"}, transitive_tags=["Star"])
OKTA: Final = f"arn:aws:iam::{A}:saml-provider/okta"

# fmt: off
ROWS: Final = (
    # --- sts:TagSession -----------------------------------------------------------------------------------------------

    Assume("78", "the trust allows to assume but not to tag",
           u, trusts(ALICE), IMP, "ASSUME-40", SESSION_TAGS, call=TAGS),
    Assume("79", "the trust names the user for both actions",
           u0, trusts(ALICE, BOTH), OK, "ASSUME-41", SESSION_TAGS, call=TAGS),
    Assume("80", "the trust delegates both, the user's policy lacks tagging",
           only_assume, trusts(A_ROOT, BOTH), IMP, "ASSUME-41", SESSION_TAGS, call=TAGS),
    Assume("81", "across accounts, both sides allow both",
           sb, trusts(CALLER_B, BOTH), OK, "EVAL-35", SESSION_TAGS, call=TAGS),
    Assume("82", "an inherited tag is a tag too",
           passing_star, trusts(CALLER), IMP, "ASSUME-42", OBSERVED),
    Assume("83", "session tags that are not transitive stay behind",
           session(ASSUME_R, tags={"Star": "1"}), trusts(CALLER), OK, "ASSUME-44", SESSION_TAGS),
    Assume("84", "the trust asks for the tag, and it is passed",
           u, trusts(ALICE, BOTH, when=AUTOMATION), OK, "CTX-38", SESSION_TAGS, call=TAGS),
    Assume("85", "the trust asks for the tag, and it is not passed",
           u, trusts(ALICE, BOTH, when=AUTOMATION), IMP, "COND-3", SESSION_TAGS),
    Assume("99", "sts:AssumeRole* does not cover tagging",
           u, trusts(ALICE, "sts:AssumeRole*"), IMP, "ASSUME-97", ACTION, call=TAGS),
    Assume("ASSUME-41", "tagging may have a statement and conditions of its own",
           u, [trusts(ALICE), trusts(ALICE, TAG, when=AUTOMATION)], OK, "ASSUME-41", SESSION_TAGS, call=TAGS),
    Assume("ASSUME-41", "tagging is refused by its own condition",
           u, [trusts(ALICE), trusts(ALICE, TAG, when=AUTOMATION)], IMP, "ASSUME-41", SESSION_TAGS,
           call={"tags": {"Project": "Other"}}),
    Assume("ASSUME-40", "a Deny of tagging fails the whole call",
           u, [trusts(ALICE, BOTH), denies(ALICE, TAG)], EXP, "ASSUME-40", SESSION_TAGS, call=TAGS),
    Assume("ASSUME-40", "a Deny of tagging does not count without tags",
           u, [trusts(ALICE, BOTH), denies(ALICE, TAG)], OK, "ASSUME-40", SESSION_TAGS),
    Assume("ASSUME-40", "tagging alone does not assume",
           u, trusts(ALICE, TAG), IMP, "ASSUME-40", SESSION_TAGS, call=TAGS),

    # --- whose tags ---------------------------------------------------------------------------------------------------

    Assume("86", "aws:PrincipalTag is the caller's",
           user(ASSUME_R, tags={"team": "x"}), trusts(ALICE, when=IN_TEAM_X), OK, "ASSUME-16", SESSION_TAGS),
    Assume("87", "a tag that is passed is not the caller's",
           u, trusts(ALICE, BOTH, when=IN_TEAM_X), IMP, "ASSUME-16", SESSION_TAGS, call={"tags": {"team": "x"}}),
    Assume("88", "iam:ResourceTag is the role's",
           user(may(ASSUME, R, when={"StringEquals": {"iam:ResourceTag/team": "x"}})), trusts(A_ROOT), OK, "CTX-40",
           STS_ACTIONS, role={"tags": {"team": "x"}}),
    Assume("89", "an inherited tag hides the tag of the role",
           passing_star, trusts(CALLER, BOTH, when=STAR_3), IMP, "ASSUME-45 DISP-23", SESSION_TAGS,
           role={"tags": {"Star": "3"}}),
    Assume("ASSUME-45", "a tag that is not transitive hides nothing",
           session(ASSUME_R, tags={"Star": "1"}), trusts(CALLER, BOTH, when=STAR_3), OK, "ASSUME-45", SESSION_TAGS,
           role={"tags": {"Star": "3"}}),
    Assume("CTX-40", "aws:ResourceTag is not the caller's",
           user(ASSUME_R, tags={"Star": "3"}), trusts(ALICE, when=STAR_3), IMP, "CTX-40", SESSION_TAGS),
    Assume("CTX-8", "the tags of a session lie over those of its role",
           session(ASSUME_R, role_tags={"Team": "y"}, tags={"team": "x"}), trusts(CALLER, when=IN_TEAM_X), OK,
           "CTX-8 ASSUME-43 CTX-61", SESSION_TAGS),
    Assume("CTX-8", "a session has the tags of its role",
           session(ASSUME_R, role_tags={"Team": "x"}), trusts(CALLER, when=IN_TEAM_X), OK,
           "CTX-8 CTX-61", SESSION_TAGS),
    Assume("ARN-19", "tag values have a case",
           user(ASSUME_R, tags={"team": "X"}), trusts(ALICE, when=IN_TEAM_X), IMP, "ARN-19", OPERATORS),

    Assume("ASSUME-46", "a statement for tagging sees the tags of both sides, and which will follow",
           user(ASSUME_R, tags={"team": "x"}),
           [trusts(ALICE), trusts(ALICE, TAG, when={
               "StringEquals": {"aws:PrincipalTag/team": "x", "aws:RequestTag/Project": "Automation"},
               "ForAnyValue:StringEquals": {"aws:TagKeys": "Project", "sts:TransitiveTagKeys": "Project"}})],
           OK, "ASSUME-46", STS_ACTIONS, call=TAGS | {"transitive_tag_keys": ["Project"]}),

    # --- keys of the tags ---------------------------------------------------------------------------------------------

    Assume("95", "a context is passed along, the trust does not allow it",
           u, trusts(ALICE), IMP, "ASSUME-53", STS_ACTIONS, call=IDENTITY_CENTER),
    Assume("ASSUME-53", "a context is passed along, the trust allows it from this provider",
           u0, trusts(ALICE, [ASSUME, "sts:SetContext"],
                      when={"ForAllValues:ArnEquals": {"sts:RequestContextProviders": [CENTER]}}),
           OK, "ASSUME-53 CTX-34", STS_ACTIONS, call=IDENTITY_CENTER),
    Assume("96", "ForAllValues is true without any tag",
           u, trusts(ALICE, when={"ForAllValues:StringEquals": {"aws:TagKeys": ["a"]}}), OK, "COND-10", MULTIVALUED),
    Assume("97", "ForAnyValue is false without any tag",
           u, trusts(ALICE, when={"ForAnyValue:StringEquals": {"aws:TagKeys": ["a"]}}), IMP, "COND-11", MULTIVALUED),
    Assume("98", "ForAllValues fails on one tag key too many",
           u, trusts(ALICE, BOTH, when={"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}}), IMP, "COND-10",
           MULTIVALUED, call={"tags": {"a": "1", "c": "2"}}),
    Assume("CTX-33", "sts:TransitiveTagKeys are the keys that will follow",
           u, trusts(ALICE, BOTH, when={"ForAllValues:StringEquals": {"sts:TransitiveTagKeys": ["Project"]},
                                        "Null": {"sts:TransitiveTagKeys": "false"}}),
           OK, "CTX-33", STS_KEYS, call=TAGS | {"transitive_tag_keys": ["Project"]}),
    Assume("CTX-33", "sts:TransitiveTagKeys are missing if no key will follow",
           u, trusts(ALICE, BOTH, when={"Null": {"sts:TransitiveTagKeys": "false"}}), IMP, "CTX-33", STS_KEYS,
           call=TAGS),

    # --- chains -------------------------------------------------------------------------------------------------------

    Assume("186", "an inherited tag is visible as aws:RequestTag",
           pod, trusts(B_ROOT, BOTH, when=FROM_POD), OK, "ASSUME-48 CTX-38 ASSUME-69", EKS_TARGET),
    Assume("ASSUME-69", "EKS sends an external id where it sends no tags",
           sb, trusts(B_ROOT, when={"StringLike": {"sts:ExternalId": "eu-west-1/*/blue/ns/sa"}}), OK, "ASSUME-69",
           EKS_TARGET, call={"external_id": f"eu-west-1/{B}/blue/ns/sa"}),
    Assume("187", "a tag that is not inherited is not",
           session(ASSUME_R, account=B, tags=POD), trusts(B_ROOT, BOTH, when=FROM_POD), IMP, "ASSUME-48 COND-3",
           EKS_TARGET),
    Assume("188", "a Deny on the keys of tags sees inherited ones",
           pod, [trusts(B_ROOT, BOTH, when=FROM_POD), denies("*", TAG, when=NO_POD_TAGS)], EXP, "ASSUME-48 CTX-39",
           SHIPPED),
    Assume("90", "an inherited tag cannot be passed again",
           passing_star, trusts(CALLER, BOTH), INV("tags"), "ASSUME-44", STS, call={"tags": {"star": "2"}}),
    Assume("ASSUME-44", "another tag can be passed beside an inherited one",
           passing_star, trusts(CALLER, BOTH, when={"ForAllValues:StringEquals": {"aws:TagKeys": ["Star", "Project"]}}),
           OK, "ASSUME-44 ASSUME-48", STS, call=TAGS),

    # --- tags that STS refuses ----------------------------------------------------------------------------------------

    Assume("ASSUME-43", "two keys that differ only in case",
           u, trusts(ALICE, BOTH), INV("tags"), "ASSUME-43", SESSION_TAGS, call={"tags": {"team": "x", "Team": "y"}}),
    Assume("ASSUME-43", "a key of AWS's own",
           u, trusts(ALICE, BOTH), INV("tags"), "ASSUME-43", SESSION_TAGS, call={"tags": {"aws:team": "x"}}),
    Assume("ASSUME-43", "an empty value",
           u, trusts(ALICE, BOTH), OK, "ASSUME-43", SESSION_TAGS, call={"tags": {"team": ""}}),
    Assume("ASSUME-43", "a value of 256 characters",
           u, trusts(ALICE, BOTH), OK, "ASSUME-43", SESSION_TAGS, call={"tags": {"team": "x" * 256}}),
    Assume("ASSUME-43", "a value of 257 characters",
           u, trusts(ALICE, BOTH), INV("tags"), "ASSUME-43", SESSION_TAGS, call={"tags": {"team": "x" * 257}}),
    Assume("ASSUME-37", "a key of 128 characters, letters of any script",
           u, trusts(ALICE, BOTH), OK, "ASSUME-37", STS, call={"tags": {"ключ" * 32: "x"}}),
    Assume("ASSUME-37", "a key of 129 characters",
           u, trusts(ALICE, BOTH), INV("tags"), "ASSUME-37", STS, call={"tags": {"x" * 129: "x"}}),
    Assume("ASSUME-37", "an empty key",
           u, trusts(ALICE, BOTH), INV("tags"), "ASSUME-37", STS, call={"tags": {"": "x"}}),
    Assume("ASSUME-37", "a key with a sign that tags may not have",
           u, trusts(ALICE, BOTH), INV("tags"), "ASSUME-37", STS, call={"tags": {"team!": "x"}}),
    Assume("ASSUME-37", "fifty tags",
           u, trusts(ALICE, BOTH), OK, "ASSUME-37", STS, call={"tags": {f"k{n}": "x" for n in range(50)}}),
    Assume("ASSUME-37", "fifty-one tags",
           u, trusts(ALICE, BOTH), INV("tags"), "ASSUME-37", STS, call={"tags": {f"k{n}": "x" for n in range(51)}}),
    Assume("ASSUME-44", "a transitive key without its tag",
           u, trusts(ALICE, BOTH), INV("transitive_tag_keys"), "ASSUME-44", STS,
           call=TAGS | {"transitive_tag_keys": ["Team"]}),
    Assume("ASSUME-47", "the tags of a SAML caller come with its assertion",
           pk.SamlIdentity(OKTA), trusts({"Federated": OKTA}, [SAML, TAG]), INV("tags"), "ASSUME-47", STS_SAML,
           call=TAGS),

    # --- source identity ----------------------------------------------------------------------------------------------

    Assume("91", "the trust allows to assume but not to set a source identity",
           u, trusts(ALICE), IMP, "ASSUME-50", SOURCE_IDENTITY, call=DEV_USER),
    Assume("92", "the trust asks for the source identity",
           u, trusts(ALICE, AND_ID, when={"StringEquals": {"sts:SourceIdentity": "DevUser"}}), OK, "ASSUME-50",
           SOURCE_IDENTITY, call=DEV_USER),
    Assume("93", "a source identity cannot change",
           known, trusts(CALLER, AND_ID), INV("source_identity"), "ASSUME-51", SOURCE_IDENTITY,
           call={"source_identity": "Other"}),
    Assume("94", "on the first hop there is no aws:SourceIdentity",
           u, trusts(ALICE, AND_ID, when={"StringLike": {"aws:SourceIdentity": "*"}}), IMP, "ASSUME-51",
           SOURCE_IDENTITY, call=DEV_USER),
    Assume("189", "an inherited source identity needs the permission of both sides",
           known_only_assume, trusts(CALLER, AND_ID), IMP, "ASSUME-54 DISP-32", SOURCE_IDENTITY),
    Assume("190", "and both give it",
           known, trusts(CALLER, AND_ID), OK, "ASSUME-54", SOURCE_IDENTITY),
    Assume("191", "the option that lets a direct grant suffice",
           known_only_assume, trusts(CALLER, AND_ID), OK, "ASSUME-54", CHOICE,
           call={"direct_grant_sets_source_identity": True}),
    Assume("192", "a user who is named needs no policy to set it",
           u0, trusts(ALICE, AND_ID), OK, "ASSUME-54 ASSUME-10", SOURCE_IDENTITY, call=DEV_USER),
    Assume("193", "a role session that sets it first needs the permission of both sides",
           session(may(ASSUME, R)), trusts(CALLER, AND_ID), IMP, "ASSUME-54 DISP-32", SOURCE_IDENTITY, call=DEV_USER),
    Assume("ASSUME-54", "even if the trust names the session",
           session(may(ASSUME, R)), trusts(SESSION, AND_ID), IMP, "ASSUME-54", SOURCE_IDENTITY, call=DEV_USER),
    Assume("ASSUME-51", "the same source identity may be passed again",
           known, trusts(CALLER, AND_ID), OK, "ASSUME-51", SOURCE_IDENTITY, call=DEV_USER),
    Assume("ASSUME-51", "on the second hop both keys are there",
           known, trusts(CALLER, AND_ID, when={"StringEquals": {"aws:SourceIdentity": "DevUser",
                                                                "sts:SourceIdentity": "DevUser"}}),
           OK, "ASSUME-51", SOURCE_IDENTITY),
    Assume("ASSUME-50", "a source identity of one character",
           u, trusts(ALICE, AND_ID), INV("source_identity"), "ASSUME-50", STS, call={"source_identity": "D"}),
    Assume("ASSUME-50", "a source identity of 65 characters",
           u, trusts(ALICE, AND_ID), INV("source_identity"), "ASSUME-50", STS, call={"source_identity": "D" * 65}),
    Assume("ASSUME-50", "a source identity that claims to be AWS's",
           u, trusts(ALICE, AND_ID), INV("source_identity"), "ASSUME-50", STS, call={"source_identity": "aws:DevUser"}),
    Assume("ASSUME-49", "all actions of a call see the external id",
           u, trusts(ALICE, [*BOTH, SET_ID], when={"StringEquals": {"sts:ExternalId": "Partner-7"}}), OK,
           "ASSUME-49 DISP-43", CHOICE, call=TAGS | DEV_USER | {"external_id": "Partner-7"}),
)
# fmt: on
