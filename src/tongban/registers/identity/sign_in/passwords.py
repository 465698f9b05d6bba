"""What makes a password too weak, said in the words of the product: Django's own are not there in every language."""

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    NumericPasswordValidator,
)
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """A password has so many characters at least."""

    def get_error_message(self) -> str:
        return _("密码太短，至少要 {count} 个字符。").format(count=self.min_length)


class Uncommon(CommonPasswordValidator):
    """A password is none of those that everybody tries first."""

    def get_error_message(self) -> str:
        return _("这个密码太常见，容易被猜到，请换一个。")


class NotOnlyDigits(NumericPasswordValidator):
    """A password does not consist of digits alone: it would be a birthday or a telephone number."""

    def get_error_message(self) -> str:
        return _("密码不能全是数字，请加上字母。")
