"""Addresses of those who keep the catalogue."""

from django.urls import path

from tongban.doors.desk.views import catalogue, catalogue_change, catalogue_conflicts

urlpatterns = [
    path("catalogue/", catalogue.home, name="catalogue"),
    path("catalogue/items/<str:code>/", catalogue.item, name="catalogue-item"),
    path("catalogue/items/<str:code>/begin/", catalogue_change.begin, name="catalogue-begin"),
    path("catalogue/basics/", catalogue.basics, name="catalogue-basics"),
    path("catalogue/basics/new/", catalogue_change.new_basic, name="catalogue-new-basic"),
    path("catalogue/basics/<str:code>/", catalogue.basic, name="catalogue-basic"),
    path("catalogue/basics/<str:code>/offer/", catalogue_change.offer, name="catalogue-offer"),
    path("catalogue/versions/<str:code>/", catalogue.versions, name="catalogue-versions"),
    path("catalogue/versions/<str:code>/compare/", catalogue.compare, name="catalogue-compare"),
    path("catalogue/versions/<str:code>/<int:version>/", catalogue.version, name="catalogue-version"),
    path("catalogue/changes/", catalogue_change.changes, name="catalogue-changes"),
    path("catalogue/changes/several/", catalogue_change.several, name="catalogue-several"),
    path("catalogue/changes/<uuid:change_id>/", catalogue_change.change, name="catalogue-change"),
    path("catalogue/changes/<uuid:change_id>/edit/", catalogue_change.edit, name="catalogue-edit"),
    path("catalogue/changes/<uuid:change_id>/preview/", catalogue_change.preview, name="catalogue-preview"),
    path("catalogue/changes/<uuid:change_id>/do/<slug:slug>/", catalogue_change.deed, name="catalogue-deed"),
    path("catalogue/conflicts/", catalogue_conflicts.conflicts, name="catalogue-conflicts"),
    path("catalogue/conflicts/<int:conflict_id>/", catalogue_conflicts.conflict, name="catalogue-conflict"),
]
