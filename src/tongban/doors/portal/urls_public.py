"""Addresses that anybody may visit."""

from django.urls import path

from tongban.doors.portal.views import (
    browse,
    guide,
    guide_files,
    guide_regions,
    home,
    joining,
    opinions,
    places,
    proofs,
    search,
    situations,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("suggest/", search.suggest, name="suggest"),
    path("services/", browse.services, name="services"),
    path("items/<str:code>/", guide.guide, name="item"),
    path("items/<str:code>/situation/", situations.guided, name="situation"),
    path("items/<str:code>/regions/", guide_regions.regions, name="item-regions"),
    path("items/<str:code>/qr.svg", guide_files.qr_code, name="item-qr"),
    path("items/<str:code>/flow-narrow-<str:language>.svg", guide_files.narrow_flow_chart, name="item-flow-narrow"),
    path("items/<str:code>/flow-<str:language>.svg", guide_files.flow_chart, name="item-flow"),
    path("items/<str:code>/guide-<str:language>.pdf", guide_files.pdf, name="item-pdf"),
    path("items/<str:code>/result-sample-<str:language>.pdf", guide_files.result_sample, name="item-result-sample"),
    path("items/<str:code>/forms/<slug:form>/blank-<str:language>.pdf", guide_files.blank_form, name="item-blank"),
    path("items/<str:code>/forms/<slug:form>/sample-<str:language>.pdf", guide_files.sample_form, name="item-sample"),
    path("places/", places.places, name="places"),
    path("places/<slug:key>/", places.place, name="place"),
    path("verify/", proofs.ask, name="verify"),
    path("verify/document/<uuid:document_id>", proofs.verify_document, name="verify-document"),
    path("verify/<path:text>", proofs.verify, name="verify-licence"),
    path("proof/<str:digest>/", proofs.proof, name="proof"),
    path("opinions/", opinions.opinions, name="opinions"),
    path("opinions/<int:authority_id>/", opinions.opinions_of, name="opinions-of"),
    path("sign-up/", joining.sign_up, name="sign-up"),
    path("sign-in/", joining.sign_in, name="sign-in"),
    path("sign-out/", joining.sign_out, name="sign-out"),
    path("account/", joining.account, name="account"),
]
