"""The front door of the ratings (好差评): rate a closed case, follow up bad ratings, publish the figures."""

from tongban.engagement.ratings.answers import (
    BadRating,
    BadRatingPage,
    Figures,
    FiguresTable,
    PublishedAnswer,
    RatingReceipt,
    RatingView,
)
from tongban.engagement.ratings.operations.follow_up import (
    UnableToDecideAppeal,
    UnableToFollowUp,
    answer_bad_rating,
    appeal_rating,
    decide_appeal,
    record_call_back,
)
from tongban.engagement.ratings.operations.rate_case import (
    UnableToRate,
    UnableToRateLikeThis,
    UnableToRateOwnWork,
    UnableToRateTwice,
    rate_case,
)
from tongban.engagement.ratings.queries import (
    UnableToFindRating,
    UnableToTurnRatingPage,
    bad_rating,
    bad_ratings,
    figures,
    is_rated,
    published_answers,
    rated_among,
    rating_of,
)
from tongban.engagement.ratings.reasons import reasons_for
from tongban.engagement.ratings.rules import Channel, Finding, Grade, Stage

__all__ = [
    "BadRating",
    "BadRatingPage",
    "Channel",
    "Figures",
    "FiguresTable",
    "Finding",
    "Grade",
    "PublishedAnswer",
    "RatingReceipt",
    "RatingView",
    "Stage",
    "UnableToDecideAppeal",
    "UnableToFindRating",
    "UnableToFollowUp",
    "UnableToRate",
    "UnableToRateLikeThis",
    "UnableToRateOwnWork",
    "UnableToRateTwice",
    "UnableToTurnRatingPage",
    "answer_bad_rating",
    "appeal_rating",
    "bad_rating",
    "bad_ratings",
    "decide_appeal",
    "figures",
    "is_rated",
    "published_answers",
    "rate_case",
    "rated_among",
    "rating_of",
    "reasons_for",
    "record_call_back",
]
