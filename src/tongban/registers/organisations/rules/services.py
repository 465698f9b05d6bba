"""What a service point has besides its windows."""

from enum import StrEnum


class Service(StrEnum):
    """Something a visitor may look for at a service point."""

    ASSISTANCE = "assistance"  # 帮办代办
    SELF_PRINTING = "self_printing"  # 自助打印
    SELF_SERVICE = "self_service"  # 自助终端
    PHOTO = "photo"  # 证件照相
    POST = "post"  # 证照寄递
    PARKING = "parking"  # 停车场
    ACCESSIBLE_TOILET = "accessible_toilet"  # 无障碍卫生间
    WHEELCHAIR = "wheelchair"  # 轮椅借用
    INTERPRETER = "interpreter"  # 手语翻译
    LANGUAGES = "languages"  # 外语服务
    NURSING_ROOM = "nursing_room"  # 母婴室
    GREEN_LANE = "green_lane"  # 老年人绿色通道
    HOME_VISITS = "home_visits"  # 上门办理
