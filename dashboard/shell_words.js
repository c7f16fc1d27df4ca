// Streamlit's own words in Chinese, and what a page does when its connection is refused.
(() => {
  const WORDS = {
    // navigation and status
    "Skip to main content": "跳到正文",
    "App pages": "页面",
    "Main menu": "菜单",
    "Expand sidebar": "打开侧栏",
    "Collapse sidebar": "收起侧栏",
    "Sidebar": "侧栏",
    "Link to heading": "本节链接",
    "progress": "进度",
    "Page not found": "没有这一页",
    "Connecting": "正在连接",
    "CONNECTING": "正在连接",
    "Connection error": "连接断了",
    "Running...": "正在查…",
    "Please wait...": "请稍等…",
    "Loading": "正在打开",
    "Loading...": "正在打开…",
    "Stop": "停下",
    "Rerun": "重新查",
    "Retry": "再试一次",
    "Close": "关闭",
    "Cancel": "取消",
    "Dismiss": "知道了",
    "Notifications": "提示",
    "Settings": "设置",
    "Print": "打印",
    "Theme": "外观",
    "Error": "出错",
    "Copied": "已复制",
    "Copied!": "已复制",
    "Copy to clipboard": "复制",
    // fields
    "Open": "展开",
    "Increment": "加一",
    "Decrement": "减一",
    "Clear value": "清空",
    "Clear all": "全部清空",
    "Choose an option": "请选择",
    "Choose options": "请选择（可多选）",
    "No options": "没有可选的",
    "No options to select": "没有可选的",
    "No options to select.": "没有可选的",
    "No results": "没有找到",
    "Select all": "全选",
    "Selected": "已选",
    "Add an option": "添加一项",
    "Type to search": "输入文字来找",
    "Choose date": "选日期",
    "Choose date range": "选起止日期",
    "Next month": "下个月",
    "Previous month": "上个月",
    "Invalid date": "日期不对",
    "Use arrow keys to navigate dates. Enter to select. Escape to close.": "用方向键移动，按回车选定，按 Esc 关闭。",
    "Show password": "显示密码",
    "Hide password": "隐藏密码",
    "Feedback rating": "打分",
    "Pagination": "翻页",
    "Next page": "下一页",
    "Previous page": "上一页",
    "Send message": "发送",
    // files
    "file upload": "上传文件",
    "Upload": "选文件",
    "Uploading...": "正在上传…",
    "Add files": "再加文件",
    "Remove": "去掉",
    "Drag and drop a file here": "也可以把文件拖到这里",
    "Drag and drop files here": "也可以把文件拖到这里",
    "Drag and drop directories here": "也可以把文件夹拖到这里",
    // tables
    "Search": "查找",
    "Download as CSV": "下载表格",
    "Fullscreen": "全屏",
    "Enter fullscreen": "全屏",
    "Exit fullscreen": "退出全屏",
    "Close fullscreen": "退出全屏",
    "Show/hide columns": "显示或隐藏列",
    "Sort ascending": "从小到大排",
    "Sort descending": "从大到小排",
    "Format": "格式",
    "Autosize": "自动列宽",
    "Pin column": "固定这一列",
    "Unpin column": "不再固定",
    "Hide column": "隐藏这一列",
    "Delete row(s)": "删除所选行",
    "Add row": "加一行",
    "empty": "空",
    // charts
    "Show data": "看数字",
    "Copy Vega-Lite spec": "复制图的定义",
    "Download plot as a PNG": "下载图片",
    "Download as PNG": "下载图片",
    "Vega visualization": "图",
    "Zoom": "框选放大",
    "Pan": "拖动",
    "Zoom in": "放大",
    "Zoom out": "缩小",
    "Autoscale": "自动范围",
    "Reset axes": "恢复原样",
    "Box Select": "框选",
    "Lasso Select": "圈选",
    "Double-click on legend to isolate one trace": "双击图例，只看这一项",
    "Double-click to zoom back out": "双击恢复原样",
  };
  // Texts that Streamlit puts together.
  const SENTENCES = [
    [/^(Show\/hide columns|Download as CSV|Search|Fullscreen|Close fullscreen|Show data|Copy Vega-Lite spec): (.+)$/, (_, what, of) => `${WORDS[what]}：${of}`],
    [/^(?:The page that you have requested|You have requested page).*(?:does not seem to exist|but no corresponding file).*$/s, () => "没有您要看的这一页，先为您打开首页。"],
    [/^Press Enter to (?:apply|submit form)$/, () => "按回车确认"],
    [/^Press (?:Ctrl|⌘)\+Enter to (?:apply|submit form)$/, () => "写完后点别处即可"],
    [/^(\d+) options? available\.?$/, (_, n) => `有 ${n} 项可选`],
    [/^[a-z_]+ icon$/, () => "图标"],
    [/^Error:$/, () => "出错："],
    [/^AxiosError: .*?(\d*)$/s, (_, status) => (status === "413" ? "文件太大。" : "没有传上去，请刷新页面、重新登录后再试。")],
    [/^Remove (.+)$/, (_, what) => `去掉 ${what}`],
    [/^Error: (.+)$/s, (_, what) => `出错：${translate(what) ?? what}`],
    [/^(?:Limit )?(\d+(?:\.\d+)?) ?([KMG]B) per file(.*)$/, (_, size, unit, rest) => `每个文件最大 ${size} ${unit}${rest}`],
    [/^.*must be (\S+) or smaller\.?$/, (_, size) => `文件太大，最大 ${size}。`],
    [/^(.+) files are not allowed\.?$/, (_, kind) => `不能上传 ${kind} 文件。`],
    [/^View (\d+) more$/, (_, n) => `还有 ${n} 项`],
    [/^View less$/, () => "收起"],
    [/^Page (\d+)$/, (_, n) => `第 ${n} 页`],
    [/^(\d+) out of (\d+) stars?$/, (_, n, of) => `${of} 颗星里的 ${n} 颗`],
    [/^(.*) color picker$/, (_, label) => `${label}，选颜色`],
    [/^(年|月|日)?，?(.*) (start|end) date$/, (_, part, label, which) => `${label}，${which === "start" ? "开始" : "结束"}日期${part ? `的${part}` : ""}`],
    [/^([XY])-axis for a .*?(?: with .*)?$/s, (_, axis) => (axis === "X" ? "横轴" : "纵轴")],
    [/^index -- streamlit-generated: ([^;]*); (.*); index: [^;]*$/s, (_, at, rest) => `${at}：${rest}`],
    [/^(year|month|day), (.*)$/, (_, part, rest) => `${{ year: "年", month: "月", day: "日" }[part]}，${rest}`],
    [/^(Choose date(?: range)?), (.+)$/, (_, what, rest) => `${WORDS[what]}，${rest}`],
    [/^(\d\d) – [A-Z][a-z]+$/, (_, month) => `${Number(month)}月`],
    [/^Selected Date: (\w+) (\d\d?), (\d{4})$/, (_, month, day, year) => `已选 ${year}年${new Date(`${month} 1 2000`).getMonth() + 1}月${Number(day)}日`],
  ];
  const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt", "aria-valuetext", "aria-description"];
  // What villages wrote stays as it was written, and so does the name of an icon.
  const NOT_OURS = "[data-testid=stMarkdown],[data-testid=stTable],[data-testid=stIconMaterial],[data-testid=stText],textarea,script,style";

  function translate(text) {
    const words = text.trim();
    if (!words) return null;
    if (Object.hasOwn(WORDS, words)) return text.replace(words, WORDS[words]);
    for (const [pattern, say] of SENTENCES) {
      const found = pattern.exec(words);
      if (found) return text.replace(words, () => say(...found));
    }
    return null;
  }
  function attribute(element, name) {
    const before = element.getAttribute(name);
    const after = before && translate(before);
    if (after && after !== before) element.setAttribute(name, after);
  }
  function walk(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      if (!node.parentElement || node.parentElement.closest(NOT_OURS)) return;
      const after = translate(node.data);
      if (after !== null && after !== node.data) node.data = after;
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      ATTRIBUTES.forEach(name => attribute(node, name));
      node.childNodes.forEach(walk);
    }
  }
  new MutationObserver(changes => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(walk);
      else if (change.type === "characterData") walk(change.target);
      else attribute(change.target, change.attributeName);
    }
    if (document.documentElement.lang !== "zh-CN") document.documentElement.lang = "zh-CN";
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: [...ATTRIBUTES, "lang"] });
})();

(() => {
  // The gate closes with 4401 whoever was signed out; a socket that never opened was refused, and /whoami says why.
  const Plain = window.WebSocket;
  const signIn = () => location.replace("/login?again=1");
  const busy = () => {
    const splash = document.getElementById("splash-text");
    if (splash) splash.textContent = "现在看的人太多，请过一会儿再试。";
  };
  async function ask() {
    const answer = await fetch("/whoami", { cache: "no-store" });
    if (answer.status !== 401) return;
    if ((await answer.json()).expired) signIn();
    else busy();
  }
  window.WebSocket = class extends Plain {
    constructor(...given) {
      super(...given);
      let opened = false;
      this.addEventListener("open", () => { opened = true; });
      this.addEventListener("close", event => {
        if (event.code === 4401) signIn();
        else if (!opened) ask().catch(() => {});
      });
    }
  };
})();
