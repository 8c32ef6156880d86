/** What can be answered from stored events. */
export const panelKinds = [
  "process-tree",
  "logons",
  "related-alerts",
  "network",
  "changes",
  "file",
  "logons-after",
] as const;
export type PanelKind = (typeof panelKinds)[number];

/**
 * Which steps ask for what. A step asks for a panel where all words of one of its lists stand in it, in any order, small or
 * capital, unless one of `unless` does. The words are those of published guides in English and Chinese.
 */
export interface PanelRule {
  readonly panel: PanelKind;
  readonly words: readonly (readonly string[])[];
  readonly unless?: readonly string[];
}

export const panelRules: readonly PanelRule[] = [
  {
    panel: "process-tree",
    words: [
      ["parent process tree"],
      ["process execution chain"],
      ["parent process"],
      ["process tree", "child"],
      ["process", "upwards"],
      ["parent such as"],
      ["downwards"],
      ["child process"],
      ["spawned"],
      ["valid digital signature"],
      ["valid signature"],
      ["进程执行链"],
      ["父进程"],
      ["子进程"],
      ["进程链"],
      ["又启动"],
      ["有效签名"],
      ["有效的数字签名"],
    ],
    unless: ["registry", "注册表"],
  },
  {
    panel: "logons",
    words: [
      ["4624"],
      ["logon"],
      ["log-on"],
      ["login"],
      ["log on"],
      ["smb connection"],
      ["over smb"],
      ["登录"],
      ["smb 连接"],
      ["经 smb"],
    ],
    unless: ["compromised", "stolen", "after this", "受到入侵", "失窃", "此后", "修改后"],
  },
  {
    panel: "related-alerts",
    words: [["other alerts"], ["alerts", "48 hours"], ["其他告警"], ["告警", "48 小时"]],
  },
  {
    panel: "network",
    words: [
      ["domains", "address"],
      ["external domains"],
      ["network events"],
      ["network connections"],
      ["contacted"],
      ["dns cache"],
      ["域名", "地址"],
      ["域和地址"],
      ["外部域"],
      ["网络事件"],
      ["网络连接"],
      ["dns 缓存"],
      ["解析过的域名"],
    ],
    unless: ["smb"],
  },
  {
    panel: "changes",
    words: [
      ["registry key"],
      ["registry event"],
      ["registry modification", "examine"],
      ["host services"],
      ["service", "install"],
      ["files", "written by"],
      ["注册表项"],
      ["注册表事件"],
      ["主机服务"],
      ["服务", "安装"],
      ["写入的文件"],
    ],
    unless: ["compromised", "stolen", "受到入侵", "失窃"],
  },
  {
    panel: "file",
    words: [
      ["get-filehash"],
      ["sha-256"],
      ["sha256"],
      ["virustotal"],
      ["hash", "reputation"],
      ["same program"],
      ["prevalence"],
      ["哈希"],
      ["信誉"],
      ["同一个程序"],
    ],
  },
  {
    panel: "logons-after",
    words: [
      ["compromised account"],
      ["compromised", "logon"],
      ["account", "stolen"],
      ["logon", "other machines"],
      ["logon", "other hosts"],
      ["受到入侵的帐户"],
      ["受到入侵的账户"],
      ["账户", "失窃"],
      ["登录", "其他机器"],
      ["登录", "其他主机"],
    ],
  },
];
