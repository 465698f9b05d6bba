"""All addresses of the desk."""

from django.urls import path

from tongban.doors.desk.views import (
    administration,
    audit,
    case,
    deeds,
    entrance,
    find,
    ratings,
    supervision,
    window,
    window_draft,
    worklist,
)

app_name = "desk"
urlpatterns = [
    path("sign-in/", entrance.sign_in, name="sign-in"),
    path("second-factor/", entrance.second_factor, name="second-factor"),
    path("sign-out/", entrance.sign_out, name="sign-out"),
    path("", worklist.home, name="home"),
    path("find/", find.find, name="find"),
    path("cases/accept/", worklist.accept_several, name="accept-several"),
    path("cases/<str:number>/", case.case, name="case"),
    path("cases/<str:number>/claim/", worklist.claim, name="claim"),
    path("cases/<str:number>/release/", worklist.release, name="release"),
    path("cases/<str:number>/clear/", case.clear, name="clear"),
    path("cases/<str:number>/documents/<uuid:document_id>.pdf", case.document, name="document"),
    path("cases/<str:number>/materials/<int:given_id>/", case.viewer, name="viewer"),
    path("cases/<str:number>/materials/<int:given_id>/file", case.file, name="file"),
    path("cases/<str:number>/do/<slug:slug>/", deeds.deed, name="deed"),
    path("cases/<str:number>/do/<slug:slug>/draft.pdf", deeds.draft, name="draft"),
    path("window/", window.register, name="window"),
    path("window/<uuid:party_id>/", window.choose, name="window-choose"),
    path("window/<uuid:party_id>/finish/", window.finish, name="window-finish"),
    path("window/<uuid:party_id>/items/<str:code>/", window.begin, name="window-begin"),
    path("window/<uuid:party_id>/<uuid:draft_id>/", window_draft.tasks, name="window-tasks"),
    path("window/<uuid:party_id>/<uuid:draft_id>/pages/<slug:code>/", window_draft.page, name="window-page"),
    path(
        "window/<uuid:party_id>/<uuid:draft_id>/materials/<slug:code>/", window_draft.material, name="window-material"
    ),
    path(
        "window/<uuid:party_id>/<uuid:draft_id>/materials/<slug:code>/<int:given_id>/remove/",
        window_draft.remove,
        name="window-remove",
    ),
    path("window/<uuid:party_id>/<uuid:draft_id>/sign/", window_draft.sign, name="window-sign"),
    path("window/<uuid:party_id>/<uuid:draft_id>/receipt/", window_draft.receipt, name="window-receipt"),
    path(
        "window/<uuid:party_id>/<uuid:draft_id>/receipt/<uuid:document_id>.pdf",
        window_draft.receipt_pdf,
        name="window-receipt-pdf",
    ),
    path("supervision/", supervision.overview, name="supervision"),
    path("supervision/cases/<str:number>/", supervision.course, name="course"),
    path("supervision/late/", supervision.late, name="late"),
    path("cards/", supervision.cards, name="cards"),
    path("cards/<uuid:card_id>/", supervision.card, name="card"),
    path("ratings/", ratings.bad_ratings, name="bad-ratings"),
    path("ratings/<uuid:rating_id>/", ratings.bad_rating, name="bad-rating"),
    path("audit/", audit.entries, name="audit"),
    path("posts/", administration.posts, name="posts"),
    path("calendar/", administration.calendar, name="calendar"),
]
