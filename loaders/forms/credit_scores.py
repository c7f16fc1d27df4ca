"""Monthly integrity scores in four blocks, and the red and yellow boards."""

from dataclasses import replace

from loaders import vocabulary as v
from loaders.form import Column, Form

FORM = Form(
    name="credit_scores",
    title="诚信积分表",
    record="credit_score",
    about="一户或一人一行：社会公德、职业道德、家庭美德、个人品德四块的分，基础分、总分；诚信红榜、黄榜。",
    columns=(
        *v.PLACE_COLUMNS, replace(v.NAME, headings=(*v.NAME.headings, "村民姓名", "家庭户主", "上榜人员", "上榜村民", "上榜人", "红榜人员", "黄榜人员", "积分对象", "村民")), replace(v.ID_NUMBER, required=False), v.HOUSEHOLD_NUMBER,
        Column("base", "points", ("基础分", "基础积分", "基本分", "起始分", "基准分", "初始分", "基础分值", "上月积分", "上期积分", "期初积分", "上月结余", "上月得分", "上季积分", "上季度积分", "上季得分", "上年积分", "上季度得分")),
        Column("social", "points", ("社会公德", "社会公德得分", "社会公德分", "社会公德小计", "社会公德积分", "社会公德合计"), example="5"),
        Column("work", "points", ("职业道德", "职业道德得分", "职业道德分", "职业道德小计", "职业道德积分", "职业道德合计"), example="2"),
        Column("family", "points", ("家庭美德", "家庭美德得分", "家庭美德分", "家庭美德小计", "家庭美德积分", "家庭美德合计"), example="3"),
        Column("personal", "points", ("个人品德", "个人品德得分", "个人品德分", "个人品德小计", "个人品德积分", "个人品德合计"), example="-5"),
        Column("total", "points", ("总分", "总积分", "得分", "积分", "本月得分", "总得分", "合计得分", "诚信积分", "诚信总分", "月度总分", "最终得分", "合计", "本月积分", "总计", "积分合计", "当月得分", "得分合计", "月度积分", "当月积分", "累计积分", "诚信分", "本月总分", "综合得分", "总分值", "本季积分", "本季得分", "本季度积分", "本季度得分", "季度积分", "季度得分", "年度积分", "年度得分", "年度总分", "本年积分"), example="105"),
        Column("added", "points", ("加分", "加分合计", "本月加分", "奖分", "加分值", "当月加分")), Column("deducted", "points", ("扣分", "扣分合计", "本月扣分", "减分", "扣分值", "当月扣分")),
        Column("change", "points", ("加减分", "分值", "积分变动", "加扣分", "赋分", "得分变动", "信用赋分", "奖扣分", "增减分")), Column("block", "text", ("类别", "积分类别", "板块", "领域", "积分类型", "积分项目", "所属类别", "评分类别", "信息类别")),
        Column("board", "text", ("榜别", "红黄榜", "榜单", "榜单类别", "上榜类别", "上榜类型", "红榜/黄榜", "红/黄榜", "上榜情况", "榜类")), Column("red", "text", ("红榜", "诚信红榜", "是否红榜")), Column("yellow", "text", ("黄榜", "诚信黄榜", "是否黄榜")),
        Column("reason", "text", ("事由", "原因", "加减分原因", "加减分事由", "加扣分原因", "加扣分事由", "扣分原因", "加分原因", "上榜原因", "上榜事由", "主要事迹", "加分事项", "扣分事项", "加减分说明", "具体事项", "事迹", "主要事由", "积分事由", "具体事由", "加减分情况")),
        v.PERIOD, v.REMARK,
    ),
    needs=(("name",), ("social", "work", "family", "personal", "total", "added", "deducted", "change", "board", "red", "yellow", "reason", "months")),
    strangers=(v.ACCOUNT, replace(v.AMOUNT, key="paid")),
    parts=("social", "work", "family", "personal"),
    amount=None,
    needs_title=True,
    title_words=("诚信", "积分", "红榜", "黄榜", "信用", "红黄榜", "道德"),
)  # fmt: skip
