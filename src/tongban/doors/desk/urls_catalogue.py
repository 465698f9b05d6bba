"""Addresses of those who keep the catalogue."""

from django.urls import path

from tongban.doors.desk.views import catalogue, catalogue_change, catalogue_changes, catalogue_conflicts, catalogue_edit

urlpatterns = [
    path("catalogue/", catalogue.home, name="catalogue"),
    path("catalogue/items/<str:code>/", catalogue.item, name="catalogue-item"),
    path("catalogue/items/<str:code>/begin/", catalogue_changes.begin, name="catalogue-begin"),
    path("catalogue/basics/", catalogue.basics, name="catalogue-basics"),
    path("catalogue/basics/new/", catalogue_changes.new_basic, name="catalogue-new-basic"),
    path("catalogue/basics/<str:code>/", catalogue.basic, name="catalogue-basic"),
    path("catalogue/basics/<str:code>/offer/", catalogue_changes.offer, name="catalogue-offer"),
    path("catalogue/versions/<str:code>/", catalogue.versions, name="catalogue-versions"),
    path("catalogue/versions/<str:code>/compare/", catalogue.compare, name="catalogue-compare"),
    path("catalogue/versions/<str:code>/<int:version>/", catalogue.version, name="catalogue-version"),
    path("catalogue/changes/", catalogue_changes.changes, name="catalogue-changes"),
    path("catalogue/changes/several/", catalogue_changes.several, name="catalogue-several"),
    path("catalogue/changes/<uuid:change_id>/", catalogue_change.change, name="catalogue-change"),
    path("catalogue/changes/<uuid:change_id>/edit/", catalogue_edit.edit, name="catalogue-edit"),
    path("catalogue/changes/<uuid:change_id>/preview/", catalogue_change.preview, name="catalogue-preview"),
    path("catalogue/changes/<uuid:change_id>/do/<slug:slug>/", catalogue_change.deed, name="catalogue-deed"),
    path("catalogue/conflicts/", catalogue_conflicts.conflicts, name="catalogue-conflicts"),
    path("catalogue/conflicts/<int:conflict_id>/", catalogue_conflicts.conflict, name="catalogue-conflict"),
]
