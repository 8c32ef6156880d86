// @ts-check
// What runs on the simulated hosts, the common things first: pickers prefer the front of these lists.

/** @typedef {"windows" | "linux" | "macos"} Os */

/** @type {Readonly<Record<Os, readonly string[]>>} */
export const processNames = {
  windows:
    words(`svchost.exe chrome.exe msedge.exe conhost.exe backgroundTaskHost.exe RuntimeBroker.exe powershell.exe
    cmd.exe explorer.exe OUTLOOK.EXE Teams.exe taskhostw.exe dllhost.exe WmiPrvSE.exe SearchProtocolHost.exe
    SearchFilterHost.exe MsMpEng.exe services.exe lsass.exe winlogon.exe csrss.exe smss.exe spoolsv.exe rundll32.exe
    regsvr32.exe msiexec.exe schtasks.exe reg.exe net.exe net1.exe ipconfig.exe whoami.exe tasklist.exe WINWORD.EXE
    EXCEL.EXE OneDrive.exe GoogleUpdate.exe MicrosoftEdgeUpdate.exe CompatTelRunner.exe sc.exe wevtutil.exe certutil.exe
    bitsadmin.exe mshta.exe wscript.exe cscript.exe python.exe node.exe git.exe Code.exe java.exe firefox.exe slack.exe
    zoom.exe notepad.exe wmic.exe vssadmin.exe nltest.exe curl.exe ssh.exe mmc.exe w3wp.exe sqlservr.exe audiodg.exe
    fontdrvhost.exe sihost.exe ctfmon.exe dwm.exe SecurityHealthService.exe MoUsoCoreWorker.exe TiWorker.exe
    TrustedInstaller.exe wuauclt.exe elastic-agent.exe elastic-endpoint.exe filebeat.exe metricbeat.exe robocopy.exe
    xcopy.exe attrib.exe icacls.exe netsh.exe quser.exe systeminfo.exe hostname.exe nslookup.exe ping.exe arp.exe
    route.exe`),
  linux:
    words(`bash sh dash sed grep awk cat ls cp mv rm mkdir chmod chown find ps cut tr sort head tail date sleep python3
    python3.11 perl node java dpkg apt-get rpm yum dnf systemd systemctl cron crond sshd ssh scp curl wget tar gzip gcc
    make git docker dockerd containerd containerd-shim runc kubelet kubectl nginx apache2 php-fpm8.2 postgres mysqld
    redis-server sudo su id whoami uname hostname ip ss netstat iptables modprobe insmod mount umount useradd passwd
    crontab nc socat base64 openssl xargs env tee which readlink basename dirname stat df du free top uptime
    unattended-upgr elastic-agent elastic-endpoint chattr vi vim nano getent logger journalctl run-parts mktemp touch`),
  macos: [
    ...words(
      "launchd mds mdworker_shared xpcproxy bash zsh osascript curl python3 Slack softwareupdated sudo ls ps grep",
    ),
    ...["Google Chrome", "com.apple.WebKit.Networking", "system_profiler", "defaults", "spctl"],
  ],
};

export const windowsProgramFolders = [
  "C:\\Windows\\System32\\",
  "C:\\Windows\\System32\\",
  "C:\\Windows\\System32\\",
  "C:\\Windows\\SysWOW64\\",
  "C:\\Program Files\\Google\\Chrome\\Application\\",
  "C:\\Program Files (x86)\\Microsoft\\EdgeUpdate\\",
  "C:\\Program Files\\Microsoft Office\\root\\Office16\\",
  "C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.24030.9-0\\",
  "C:\\Program Files\\Elastic\\Agent\\data\\",
];

export const unixProgramFolders = ["/usr/bin/", "/usr/bin/", "/usr/sbin/", "/bin/", "/usr/local/bin/"];

export const signers = [
  "Microsoft Windows",
  "Microsoft Corporation",
  "Microsoft Windows Publisher",
  "Google LLC",
  "Elasticsearch, Inc.",
  "Mozilla Corporation",
  "Slack Technologies, Inc.",
  "Zoom Video Communications, Inc.",
  "Adobe Inc.",
  "Dell Inc",
];

export const fileExtensions =
  words(`txt log tmp dat json xml dll exe docx xlsx pdf ps1 js lnk db etl png zip cache ini py
  so conf service sh pyc md gz`);

/** Words that stand alone as an argument of Windows tools. */
export const windowsVerbs = words("add query delete user /c /all create start stop group localgroup");
export const windowsFlags = words("-Embedding -k -p -s -NoProfile -ExecutionPolicy -enc -c");

/** @param {string} text */
function words(text) {
  return text.trim().split(/\s+/);
}
