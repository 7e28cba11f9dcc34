"""Tables with the faults that the standard's own templates have, as people would send them in.

Columns and labels are those of `HTCDS Excel Spreadsheet v2.0.xlsx` and of `htcds_xlsform.xlsx` at
UNMigration/HTCDS 3c2f6537: the hidden first row, the visible second one, and what each gets wrong.
"""

from __future__ import annotations

import csv
import io

from spona.documents.tables import xlsx_table

# (hidden name, visible label), place by place.
TEMPLATE = (
    ("", ""),
    ("cas_CaseOwner", "Case Owner"),
    ("prs_Salutation", "Salutation"),
    ("prs_FirstName", "First Name"),
    ("prs_SecondName", "Second Name"),
    ("con_Consent", "Consent"),
    ("prs_Birthdate", "Birthdate"),
    ("prs_Gender", "Gender"),
    ("prs_Citizenship", "Citizenship"),
    ("prs_Title", "Title"),
    ("prs_Email", "Email"),
    ("prs_HomePhone", "Home Phone"),
    ("prs_MobilePhone", "Mobile Phone"),
    ("prs_MailingCity", "Mailing Street"),
    ("prs_MailingCountry", "Mailing City"),
    ("prs_MailingState", "Mailing State/Province"),
    ("prs_MailingStreet", "Mailing Zip/Postal Code"),
    ("prs_MailingPostalCode", "Mailing Country"),
    ("vic_TraffickingStatus", "Trafficking Status"),
    ("vic_TraffickinStatusDecisionMakingOrg", "Trafficking Status Decision Making Organization"),
    ("vic_MethodOfRecruitment", "Method of Recruitment"),
    ("vic_LocationOfRecruitment", "Location of Recruitment"),
    ("vic_MethodsOfControl", "Methods of Control"),
    ("vic_TypeOfExploitation", "Type of Exploitation"),
    ("vic_ForcedLabourIndustry", "Forced Labour Industry"),
    ("vic_TypeOfSexExploitation", "Type of Sex Exploitation"),
    ("vic_LocationOfExploitation", "Location of Exploitation"),
    ("cas_Status", "Status"),
    ("cas_ReferringOrganisation", "Referring Organisation"),
    ("cas_IncomingReferralDate", "Incoming Referral Date"),
    ("cas_ReferringPrimaryCaseWorker", "Referring Primary Case Worker"),
    ("cas_ReasonForIncomingReferral", "Reason for Incoming Referral"),
    ("cas_IncomingReferralDetails", "Incoming Referral Details"),
    ("cas_ReferredOrganisation", "Referred Organisation"),
    ("cas_ReferredPrimaryCaseWorker", "Referred Primary Case Worker"),
    ("", "Reason for Outgoing Referral"),
    ("cas_OutgoingReferralDate", "Outgoing Referral Date"),
    ("cas_OutgoingReferralDetails", "Outgoing Referral Details"),
    ("cas_ReasonForCaseClosure", "Reason for Case Closure"),
)
# Names of the survey form, with the columns that the program adds.
FORM = (
    "start", "end", "con_Consent", "prs_Salutation", "prs_First_Name", "prs_Second_Name",
    "prs_Birthdate", "prs_Gender", "prs_Citizenship", "prs_Title", "prs_Email", "prs_HomePhone",
    "prs_MobilePhone", "prs_MailingCity", "prs_MailingCountry", "prs_MailingState",
    "prs_MailingStreet", "prs_MailingPostalCode", "vic_MethodOfRecruitment",
    "vic_LocationOfRecruitment", "vic_TraffickingStatus",
    "vic_TraffickingStatusDecisionMakingOrg", "vic_Methods_of_Control", "vic_TypeOfExploitation",
    "vic_ForcedLabourIndustry", "vic_TypeOfSexExploitation", "vic_LocationOfExploitation",
    "cas_Status", "cas_ReferringOrganisation", "cas_IncomingReferralDate",
    "cas_ReferringPrimaryCaseWorker", "cas_ReasonForIncomingReferral",
    "cas_IncomingReferralDetails", "__version__", "meta/instanceID",
)  # fmt: skip


def template(*rows, empty=0):
    """The workbook: each row by visible label; `empty` numbered rows follow, as there are."""
    labels = [label for _name, label in TEMPLATE]
    lines = [labels]
    for number, said in enumerate(rows, start=1):
        assert said.keys() <= set(labels), said
        lines.append([str(number), *(said.get(label, "") for label in labels[1:])])
    lines += [[str(len(rows) + one)] for one in range(1, empty + 1)]
    return xlsx_table([name for name, _label in TEMPLATE], lines)


def form(*rows):
    """What a server of ODK gives out of the survey form, as CSV with commas."""
    out = io.StringIO()
    writer = csv.DictWriter(out, FORM)
    writer.writeheader()
    for said in rows:
        writer.writerow({"__version__": "vSmt4GQA3C9uBMLPEVfgND"} | said)
    return out.getvalue().encode()


def table(*rows, between=";"):
    """A plain CSV under the names of its rows."""
    out = io.StringIO()
    heads = dict.fromkeys(head for row in rows for head in row)
    writer = csv.DictWriter(out, list(heads), delimiter=between)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")
