"""Addresses of applying and of one's own things."""

from django.urls import path

from tongban.doors.portal.views import apply, materials, messages, my_cases, my_data, my_licences, my_phone, ratings

urlpatterns = [
    path("items/<str:code>/apply", apply.start, name="apply"),
    path("apply/<uuid:draft_id>/", apply.tasks, name="apply-tasks"),
    path("apply/<uuid:draft_id>/pages/<slug:code>/", apply.page, name="apply-page"),
    path("apply/<uuid:draft_id>/materials/<slug:code>/", materials.material, name="apply-material"),
    path("apply/<uuid:draft_id>/materials/<slug:code>/commitment/", materials.commitment, name="apply-commitment"),
    path("apply/<uuid:draft_id>/materials/<slug:code>/<int:given_id>/remove/", materials.remove, name="apply-remove"),
    path("apply/<uuid:draft_id>/files/<int:given_id>/", materials.file, name="apply-file"),
    path("apply/<uuid:draft_id>/check/", apply.check, name="apply-check"),
    path("apply/<uuid:draft_id>/sign/", apply.sign, name="apply-sign"),
    path("apply/<uuid:draft_id>/discard/", apply.discard, name="apply-discard"),
    path("my/", my_cases.overview, name="mine"),
    path("my/cases/", my_cases.case_list, name="cases"),
    path("my/cases/<str:number>/", my_cases.case, name="case"),
    path("my/cases/<str:number>/receipt/", my_cases.receipt, name="receipt"),
    path("my/cases/<str:number>/documents/<uuid:document_id>.pdf", my_cases.document, name="document"),
    path("my/cases/<str:number>/files/<int:given_id>/", my_cases.case_file, name="case-file"),
    path("my/cases/<str:number>/supplement/", my_cases.supplement, name="supplement"),
    path("my/cases/<str:number>/commitments/<slug:code>/", my_cases.fulfil, name="fulfil"),
    path("my/cases/<str:number>/withdraw/", my_cases.withdraw, name="withdraw"),
    path("my/cases/<str:number>/rate/", ratings.rate, name="rate"),
    path("my/licences/", my_licences.licence_list, name="licences"),
    path("my/licences/<uuid:licence_id>/", my_licences.licence, name="licence"),
    path("my/licences/<uuid:licence_id>/code/", my_licences.licence_code, name="licence-code"),
    path("my/licences/<uuid:licence_id>/code.svg", my_licences.licence_qr, name="licence-qr"),
    path("my/licences/<uuid:licence_id>/licence.pdf", my_licences.licence_pdf, name="licence-pdf"),
    path("my/messages/", messages.inbox, name="messages"),
    path("my/messages/read/", messages.read_all, name="messages-read"),
    path("my/messages/<uuid:message_id>/read/", messages.read, name="message-read"),
    path("my/data/", my_data.reads, name="my-data"),
    path("my/profile/", my_data.profile, name="profile"),
    path("my/profile/party/", my_data.choose_party, name="choose-party"),
    path("my/profile/language/", my_data.choose_language, name="choose-language"),
    path("my/profile/phone/", my_phone.change_phone, name="change-phone"),
    path("my/profile/phone/code/", my_phone.confirm_phone, name="confirm-phone"),
]
