"""Words of the catalogue's code tables and vocabularies, in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongban.doors.frame import wording

Words = Mapping[str, str | Promise]

THEMES: Words = {
    "生育收养": _("生育收养"), "户籍办理": _("户籍办理"), "民族宗教": _("民族宗教"), "教育科研": _("教育科研"),
    "就业创业": _("就业创业"), "设立变更": _("设立变更"), "准营准办": _("准营准办"), "抵押质押": _("抵押质押"),
    "职业资格": _("职业资格"), "行政缴费": _("行政缴费"), "婚姻登记": _("婚姻登记"), "优待抚恤": _("优待抚恤"),
    "规划建设": _("规划建设"), "住房保障": _("住房保障"), "社会保障": _("社会保障"), "证件办理": _("证件办理"),
    "交通出行": _("交通出行"), "旅游观光": _("旅游观光"), "出境入境": _("出境入境"), "消费维权": _("消费维权"),
    "公共安全": _("公共安全"), "司法公证": _("司法公证"), "知识产权": _("知识产权"), "环保绿化": _("环保绿化"),
    "文化体育": _("文化体育"), "公用事业": _("公用事业"), "医疗卫生": _("医疗卫生"), "离职退休": _("离职退休"),
    "死亡殡葬": _("死亡殡葬"), "其他": _("其他"), "资质认证": _("资质认证"), "年检年审": _("年检年审"),
    "税收财务": _("税收财务"), "人力资源": _("人力资源"), "投资审批": _("投资审批"), "融资信贷": _("融资信贷"),
    "商务贸易": _("商务贸易"), "招标拍卖": _("招标拍卖"), "海关口岸": _("海关口岸"), "涉外服务": _("涉外服务"),
    "农林牧渔": _("农林牧渔"), "国土和规划建设": _("国土和规划建设"), "交通运输": _("交通运输"),
    "应对气候变化": _("应对气候变化"), "水务气象": _("水务气象"), "科技创新": _("科技创新"), "文体教育": _("文体教育"),
    "质量技术": _("质量技术"), "检验检疫": _("检验检疫"), "安全生产": _("安全生产"), "公安消防": _("公安消防"),
    "法人注销": _("法人注销"), "档案文物": _("档案文物"),
}  # fmt: skip
LIFE_EVENTS: Words = {
    "上户口": _("上户口"), "买房租房": _("买房租房"), "企业变更": _("企业变更"), "企业融资": _("企业融资"),
    "关店注销": _("关店注销"), "养老": _("养老"), "准备怀孕": _("准备怀孕"), "出国": _("出国"), "办身份证": _("办身份证"),
    "失业": _("失业"), "孩子上学": _("孩子上学"), "工程建设": _("工程建设"), "开公司": _("开公司"),
    "开办医疗机构": _("开办医疗机构"), "开饭店": _("开饭店"), "当老师": _("当老师"), "我要开店": _("我要开店"),
    "房地产销售": _("房地产销售"), "找工作": _("找工作"), "新市民落脚": _("新市民落脚"), "新生儿": _("新生儿"),
    "查询信息": _("查询信息"), "看病就医": _("看病就医"), "离婚": _("离婚"), "结婚": _("结婚"), "继承房产": _("继承房产"),
    "维护权益": _("维护权益"), "自己缴社保": _("自己缴社保"), "设备启用": _("设备启用"), "证件丢失": _("证件丢失"),
    "跑运输": _("跑运输"), "退休": _("退休"), "遇到困难": _("遇到困难"),
}  # fmt: skip
ITEM_TYPES: Words = {
    "01": _("行政许可"), "02": _("行政处罚"), "03": _("行政强制"), "04": _("行政征收"), "05": _("行政给付"),
    "06": _("行政检查"), "07": _("行政确认"), "08": _("行政奖励"), "09": _("行政裁决"), "10": _("其他行政权力"),
    "20": _("公共服务"),
}  # fmt: skip
CASE_TYPES: Words = {"committed": _("承诺件"), "instant": _("即办件")}
CHANNELS: Words = {"window": _("窗口"), "online": _("网上"), "kiosk": _("自助终端"), "post": _("邮寄")}
SCOPES: Words = {
    "nation": _("全国"), "province": _("全省"), "city": _("全市"), "county": _("全县（区）"),
    "township": _("全镇（乡、街道）"), "village": _("跨村（社区）"),
}  # fmt: skip
LEVELS: Words = {
    "nation": _("国家级"), "province": _("省级"), "city": _("市级"), "county": _("县级"),
    "township": _("镇（乡、街道）级"), "village": _("村（社区）级"),
}  # fmt: skip
POWER_LISTS: Words = {"power": _("权力清单"), "responsibility": _("责任清单"), "negative": _("负面清单")}
POWER_SOURCES: Words = {
    "1": _("法定本级行使"), "2": _("上级下放"), "3": _("上级授权"), "4": _("同级授权"), "5": _("上级委托"),
    "6": _("同级委托"),
}  # fmt: skip
NATURES: Words = {"1": _("法定机关"), "2": _("授权组织"), "3": _("受委托组织")}
SPECIAL_PROCEDURES: Words = {
    "hearing": _("听证"), "tender": _("招标"), "auction": _("拍卖"), "inspection": _("检验"), "testing": _("检测"),
    "quarantine": _("检疫"), "appraisal": _("鉴定"), "expert_review": _("专家评审"),
}  # fmt: skip
RESULT_KINDS: Words = {"licence": _("证照"), "approval": _("批文"), "other": _("其他")}
MATERIAL_KINDS: Words = {
    "certificate": _("证件证书证明"), "form": _("申请表格文书"), "other": pgettext_lazy("材料类型", "其他"),
}  # fmt: skip
DEPTHS: Words = {"1": _("网上查询"), "2": _("网上预审"), "3": _("网上受理"), "4": _("全程网办")}
AUDIENCES: Words = {"natural": _("个人"), "legal": _("企业和单位")}
NECESSITIES: Words = {"required": _("必要"), "optional": _("视情况提供"), "deferrable": _("可以容缺后补")}
FORMS: Words = {"paper": _("纸质"), "electronic": _("电子"), "both": _("纸质或者电子")}
SOURCES: Words = {"applicant": _("自备"), "government": _("政府部门核发"), "other": _("其他单位出具")}
PLACES: Words = {"hall": _("政务服务大厅"), "station": _("便民服务站"), "kiosk": _("24 小时自助终端")}
GRADES: Words = {"5": _("非常满意"), "4": _("满意"), "3": _("基本满意"), "2": _("不满意"), "1": _("非常不满意")}


# What the posts of the authorities are usually called, and what the product itself writes into the ledger and the time line.
POSTS: Words = {
    "受理岗": _("受理岗"), "审核岗": _("审核岗"), "决定岗": _("决定岗"), "综合窗口": _("综合窗口"), "事项管理岗": _("事项管理岗"),
    "效能监察岗": _("效能监察岗"), "审计岗": _("审计岗"), "系统管理岗": _("系统管理岗"), "户政科负责人": _("户政科负责人"),
}  # fmt: skip
PURPOSES: Words = {
    "办理办件": _("办理办件"), "填写申请表时预填登记信息": _("填写申请表时预填登记信息"),
    "在窗口代为填写申请": _("在窗口代为填写申请"),
}  # fmt: skip
NOTES: Words = {"电子送达": _("电子送达"), "邮寄送达": _("邮寄送达"), "窗口领取": _("窗口领取")}


def word(table: Words, code: str) -> str:
    """Return the word for a code; a code that has none is shown as it is."""
    return str(table.get(code, code))


def official(post: str, name: str) -> str:
    """Return who did something in office: the authority, the post and the name, as `宁川市公安局 受理岗`, `秦归棠`."""
    authority, _space, title = post.rpartition(" ")
    said = (wording.office(authority), wording.hant(word(POSTS, title)), wording.hant(name))
    return (", " if wording.language() == wording.ENGLISH else " ").join(part for part in said if part)


def purpose(reason: str) -> str:
    """Return why data were read; what an officer wrote herself stays as she wrote it."""
    said, _space, number = reason.rpartition(" ")
    return f"{word(PURPOSES, said)} {number}" if said in PURPOSES else wording.hant(word(PURPOSES, reason))
