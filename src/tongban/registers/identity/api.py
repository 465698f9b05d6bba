"""The front door of the identity room: persons, accounts, posts held, delegations, tokens."""

from tongban.registers.identity.answers import (
    Applicant,
    ClearParty,
    Contact,
    FieldProblem,
    Mandate,
    Officer,
    PartySummary,
    Principal,
    TokenHolder,
)
from tongban.registers.identity.connections.chosen import UnableToReachRegistry
from tongban.registers.identity.operations.clear_reads import clear_party, registry_facts
from tongban.registers.identity.operations.companies import recognise_companies
from tongban.registers.identity.operations.contact import (
    UnableToChangeContact,
    UnableToConfirmPhone,
    change_phone,
    choose_language,
    request_phone_change,
)
from tongban.registers.identity.operations.delegations import (
    UnableToDelegate,
    UnableToEndDelegation,
    delegate,
    end_delegation,
)
from tongban.registers.identity.operations.install import (
    UnableToInstall,
    install_demo_residents,
    install_parties,
    install_registry,
    install_staff,
)
from tongban.registers.identity.operations.password_reset import (
    UnableToResetPassword,
    forget_password_resets,
    request_password_reset,
    reset_password,
)
from tongban.registers.identity.operations.posts import UnableToAppoint, appoint, relieve
from tongban.registers.identity.operations.problems import UnableToRegister
from tongban.registers.identity.operations.sign_up import UnableToSignUp, sign_up
from tongban.registers.identity.operations.tokens import issue_token, revoke_bearer, revoke_token
from tongban.registers.identity.operations.walk_ins import (
    UnableToRegisterWalkIn,
    register_walk_in,
    register_walk_in_company,
)
from tongban.registers.identity.queries import (
    UnableToActFor,
    UnableToApplyOfficially,
    UnableToFindParty,
    UnableToServeOwn,
    applicant_at_window,
    applicant_of,
    bearer,
    contacts,
    has_second_factor,
    mandates_of,
    needs_second_factor,
    officer_of,
    officers_with,
    parties_represented_by,
    party_seen_whole,
    party_summaries,
)
from tongban.registers.identity.rules import PartyKind, Role

__all__ = [
    "Applicant",
    "ClearParty",
    "Contact",
    "FieldProblem",
    "Mandate",
    "Officer",
    "PartyKind",
    "PartySummary",
    "Principal",
    "Role",
    "TokenHolder",
    "UnableToActFor",
    "UnableToApplyOfficially",
    "UnableToAppoint",
    "UnableToChangeContact",
    "UnableToConfirmPhone",
    "UnableToDelegate",
    "UnableToEndDelegation",
    "UnableToFindParty",
    "UnableToInstall",
    "UnableToReachRegistry",
    "UnableToRegister",
    "UnableToRegisterWalkIn",
    "UnableToResetPassword",
    "UnableToServeOwn",
    "UnableToSignUp",
    "appoint",
    "applicant_at_window",
    "applicant_of",
    "bearer",
    "change_phone",
    "choose_language",
    "clear_party",
    "contacts",
    "delegate",
    "end_delegation",
    "forget_password_resets",
    "has_second_factor",
    "install_demo_residents",
    "install_parties",
    "install_registry",
    "install_staff",
    "issue_token",
    "mandates_of",
    "needs_second_factor",
    "officer_of",
    "officers_with",
    "parties_represented_by",
    "party_seen_whole",
    "party_summaries",
    "recognise_companies",
    "register_walk_in",
    "register_walk_in_company",
    "registry_facts",
    "relieve",
    "request_password_reset",
    "request_phone_change",
    "reset_password",
    "revoke_bearer",
    "revoke_token",
    "sign_up",
]
