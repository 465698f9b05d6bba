"""Addresses that anybody may visit."""

from django.urls import path

from tongban.doors.portal.views import browse, guide, home, joining, opinions, places, proofs, search

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("suggest/", search.suggest, name="suggest"),
    path("services/", browse.services, name="services"),
    path("items/<str:code>/", guide.guide, name="item"),
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
