import { type Indicator, isInternal } from "./indicator.ts";
import { powershellText, shText } from "./shell-text.ts";
import type { ResponseTarget } from "./target.ts";

export const responseSubjects = ["isolate", "stop", "block", "remove"] as const;
export type ResponseSubject = (typeof responseSubjects)[number];

/**
 * What to run for a step, filled with the values of an alert; undefined where the alert has none that it needs. Values stand in
 * quotes and never in comments. Nothing runs it but the person who has read it.
 */
export function responseText(subject: ResponseSubject, target: ResponseTarget): string | undefined {
  return target.shell === "powershell" ? powershellFor(subject, target) : shFor(subject, target);
}

function powershellFor(subject: ResponseSubject, target: ResponseTarget): string | undefined {
  switch (subject) {
    case "isolate": {
      const [host] = target.hostNames;
      if (host === undefined) return undefined;
      return `# On the host, as administrator. Keeps a copy of the firewall's rules, then lets nothing in or out.
$expected = ${powershellText(shortName(host))}
if ($env:COMPUTERNAME -ne $expected) { Write-Warning "This host is not $expected: nothing was changed." }
else {
  $copy = Join-Path $env:ProgramData 'before-isolation.wfw'
  netsh advfirewall export $copy
  Get-NetFirewallRule -Enabled True -Action Allow | Disable-NetFirewallRule
  Set-NetFirewallProfile -All -Enabled True -DefaultInboundAction Block -DefaultOutboundAction Block
}
# To undo: netsh advfirewall import (Join-Path $env:ProgramData 'before-isolation.wfw')`;
    }
    case "stop":
      if (target.processes.length === 0) return undefined;
      return `# On the host, as administrator. Stops each process with all that it has started, if it is still the same program.
function Get-ProcessTree([int] $Id) {
  Get-CimInstance Win32_Process -Filter "ParentProcessId = $Id" | Where-Object ProcessId -ne $Id | ForEach-Object { Get-ProcessTree $_.ProcessId }
  $Id
}
$wanted = @(
${target.processes.map(({ pid, path }) => `  @{ Id = ${pid}; Path = ${path === undefined ? "$null" : powershellText(path)} }`).join("\n")}
)
foreach ($one in $wanted) {
  $running = Get-CimInstance Win32_Process -Filter "ProcessId = $($one.Id)"
  if ($null -eq $running -or ($null -ne $one.Path -and $running.ExecutablePath -ne $one.Path)) { Write-Warning "Process $($one.Id) is not running any more."; continue }
  Get-ProcessTree $one.Id | ForEach-Object { Stop-Process -Id $_ -Force -ErrorAction SilentlyContinue }
}`;
    case "block": {
      const { addresses, domains, hashes } = blocked(target.indicators);
      const parts = [
        addresses.length === 0
          ? undefined
          : `# Addresses, in both directions.
$addresses = @(${addresses.map(powershellText).join(", ")})
foreach ($direction in 'Inbound', 'Outbound') {
  New-NetFirewallRule -DisplayName "Block indicators ($direction)" -Direction $direction -Action Block -RemoteAddress $addresses
}`,
        domains.length === 0
          ? undefined
          : `# Domains, by the hosts file.
@(${domains.map(powershellText).join(", ")}) | ForEach-Object { Add-Content -LiteralPath "$env:windir\\System32\\drivers\\etc\\hosts" -Value "0.0.0.0 $_" }`,
        hashes.length === 0 || target.files.length === 0
          ? undefined
          : `# Hashes, by a policy of App Control for Business made from the files where they still are.
$hashes = @(${hashes.map(powershellText).join(", ")})
$files = @(${target.files.map(({ path }) => powershellText(path)).join(", ")}) | Where-Object { (Test-Path -LiteralPath $_) -and $hashes -contains (Get-FileHash -Algorithm SHA256 -LiteralPath $_).Hash }
$rules = $files | ForEach-Object { New-CIPolicyRule -DriverFilePath $_ -Level Hash -Deny }
if ($rules) {
  $policy = Join-Path $env:TEMP 'block-hashes.xml'
  Merge-CIPolicy -PolicyPaths "$env:windir\\schemas\\CodeIntegrity\\ExamplePolicies\\AllowAll.xml" -OutputFilePath $policy -Rules $rules
  ConvertFrom-CIPolicy -XmlFilePath $policy -BinaryFilePath (Join-Path $env:TEMP 'block-hashes.cip')
  CiTool.exe --update-policy (Join-Path $env:TEMP 'block-hashes.cip')
}`,
      ].filter((part) => part !== undefined);
      return parts.length === 0 ? undefined : ["# As administrator.", ...parts].join("\n");
    }
    case "remove":
      if (target.files.length === 0) return undefined;
      return `# On the host, as administrator. Moves each file out of the way instead of deleting it, so that it can still be examined.
$folder = Join-Path $env:ProgramData 'quarantine'
New-Item -ItemType Directory -Force -Path $folder | Out-Null
$wanted = @(
${target.files.map(({ path, sha256 }) => `  @{ Path = ${powershellText(path)}; Sha256 = ${sha256 === undefined ? "$null" : powershellText(sha256)} }`).join("\n")}
)
foreach ($one in $wanted) {
  if (-not (Test-Path -LiteralPath $one.Path)) { Write-Warning 'A file is not there any more.'; continue }
  $hash = (Get-FileHash -Algorithm SHA256 -LiteralPath $one.Path).Hash
  if ($null -ne $one.Sha256 -and $hash -ne $one.Sha256) { Write-Warning "A file has another hash now and was left: $hash"; continue }
  Move-Item -LiteralPath $one.Path -Destination (Join-Path $folder "$hash.bin")
}`;
  }
}

function shFor(subject: ResponseSubject, target: ResponseTarget): string | undefined {
  switch (subject) {
    case "isolate": {
      const [host] = target.hostNames;
      if (host === undefined) return undefined;
      return `# On the host, as root. Lets nothing in or out but the host's own traffic with itself.
expected=${shText(shortName(host))}
if [ "$(hostname -s)" != "$expected" ]; then echo "This host is not $expected: nothing was changed." >&2
else
  nft -f - <<'END'
table inet isolation {
  chain input { type filter hook input priority -300; policy drop; iif "lo" accept; }
  chain output { type filter hook output priority -300; policy drop; oif "lo" accept; }
  chain forward { type filter hook forward priority -300; policy drop; }
}
END
fi
# To undo: nft delete table inet isolation`;
    }
    case "stop":
      if (target.processes.length === 0) return undefined;
      return `# On the host, as root. Stops each process with all that it has started, if it is still the same program.
process_tree() { for child in $(pgrep -P "$1"); do process_tree "$child"; done; echo "$1"; }
stop_tree() {
  if [ -n "$2" ] && [ "$(readlink "/proc/$1/exe" || ps -p "$1" -o comm=)" != "$2" ]; then echo "Process $1 is not running any more." >&2
  else process_tree "$1" | xargs kill -KILL; fi
}
${target.processes.map(({ pid, path }) => `stop_tree ${pid} ${path === undefined ? "''" : shText(path)}`).join("\n")}`;
    case "block": {
      const { addresses, domains } = blocked(target.indicators);
      const parts = [
        ...addresses.flatMap((address) => {
          const command = address.includes(":") ? "ip6tables" : "iptables";
          return [
            `${command} -I OUTPUT -d ${shText(address)} -j DROP`,
            `${command} -I INPUT -s ${shText(address)} -j DROP`,
          ];
        }),
        ...domains.map((domain) => `printf '0.0.0.0 %s\\n' ${shText(domain)} >> /etc/hosts`),
      ];
      return parts.length === 0 ? undefined : ["# As root.", ...parts].join("\n");
    }
    case "remove":
      if (target.files.length === 0) return undefined;
      return `# On the host, as root. Moves each file out of the way instead of deleting it, so that it can still be examined.
folder=/var/quarantine
mkdir -p "$folder" && chmod 700 "$folder"
set_aside() {
  [ -f "$1" ] || { echo "A file is not there any more." >&2; return; }
  hash=$({ sha256sum || shasum -a 256; } < "$1" 2>/dev/null | cut -d ' ' -f 1)
  if [ -n "$2" ] && [ "$hash" != "$2" ]; then echo "A file has another hash now and was left: $hash" >&2
  else mv -- "$1" "$folder/$hash.bin" && chmod 400 "$folder/$hash.bin"; fi
}
${target.files.map(({ path, sha256 }) => `set_aside ${shText(path)} ${shText(sha256 ?? "")}`).join("\n")}`;
  }
}

/** Addresses of one's own networks are left out: they need another answer than a block. */
function blocked(indicators: readonly Indicator[]): {
  readonly addresses: readonly string[];
  readonly domains: readonly string[];
  readonly hashes: readonly string[];
} {
  const of = (...kinds: readonly string[]): readonly string[] =>
    indicators.filter((one) => kinds.includes(one.kind) && !isInternal(one)).map(({ value }) => value);
  return { addresses: of("ipv4", "ipv6"), domains: of("domain"), hashes: of("sha256") };
}

function shortName(host: string): string {
  return host.split(".")[0] ?? host;
}
