"""Addresses of those who keep the review plans."""

from django.urls import path

from tongban.doors.desk.views import plan_changes, plans

urlpatterns = [
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", plan_changes.add, name="plan-new"),
    path("plans/<slug:code>/", plans.plan, name="plan"),
    path("plans/<slug:code>/versions/<int:version>/", plans.version, name="plan-version"),
    path("plans/<slug:code>/versions/<int:version>/file.<slug:form>", plans.file, name="plan-file"),
    path("plans/<slug:code>/versions/<int:before>/<int:after>/", plans.difference, name="plan-difference"),
    path("plans/<slug:code>/moves/", plans.moves, name="plan-moves"),
    path("plans/<slug:code>/change/", plan_changes.begin, name="plan-begin"),
    path("plan-changes/<uuid:change_id>/", plan_changes.change, name="plan-change"),
    path("plan-changes/<uuid:change_id>/edit/", plan_changes.edit, name="plan-edit"),
    path("plan-changes/<uuid:change_id>/check/", plan_changes.check, name="plan-check"),
    path("plan-changes/<uuid:change_id>/steps/<str:step>/", plan_changes.step, name="plan-step"),
    path("plan-changes/<uuid:change_id>/import/", plan_changes.import_file, name="plan-import"),
    path("plan-changes/<uuid:change_id>/file.<slug:form>", plan_changes.file, name="plan-draft-file"),
    path("plan-changes/<uuid:change_id>/do/<slug:slug>/", plan_changes.deed, name="plan-deed"),
]
