"""Addresses of how colleagues work together: hands, notes, absences, interests, keeping away, batches."""

from django.urls import path

from tongban.doors.desk.views import absences, batches, interests, live, teamwork

urlpatterns = [
    path("live/", live.live, name="live"),
    path("lists/", live.save, name="list-save"),
    path("lists/<int:list_id>/forget/", live.forget, name="list-forget"),
    path("batch/", batches.batch, name="batch"),
    path("cases/<str:number>/together/", teamwork.together, name="together"),
    path("cases/<str:number>/together/note/", teamwork.note, name="note"),
    path("cases/<str:number>/together/hand-out/", teamwork.hand_out, name="hand-out"),
    path("cases/<str:number>/together/give-back/", teamwork.give_back, name="give-back"),
    path("cases/<str:number>/together/draw/", teamwork.draw, name="draw"),
    path("cases/<str:number>/together/keep-away/", teamwork.keep_away, name="keep-away"),
    path("mentions/", teamwork.mentions, name="mentions"),
    path("withdrawals/", teamwork.withdrawals, name="withdrawals"),
    path("withdrawals/<int:withdrawal_id>/", teamwork.decide, name="withdrawal"),
    path("absences/", absences.absences, name="absences"),
    path("absences/<int:absence_id>/end/", absences.end, name="absence-end"),
    path("interests/", interests.interests, name="interests"),
    path("interests/<int:interest_id>/end/", interests.end, name="interest-end"),
    path("interests/<int:interest_id>/settle/", interests.settle, name="interest-settle"),
]
