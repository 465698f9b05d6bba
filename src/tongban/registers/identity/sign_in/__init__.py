"""How accounts prove who they are: what django-allauth is told about ours."""
