import { isIpAddress, isIpv6Address, unmapIpv4 } from "./ip-address.ts";

/** One answer of a DNS query, as ECS `dns.answers` holds it. */
export interface DnsAnswer {
  readonly type: string;
  readonly data: string;
}

/** Sysmon's QueryResults taken apart. */
export interface DnsResults {
  readonly answers: readonly DnsAnswer[];
  readonly addresses: readonly string[];
  /** Names among the answers (CNAME, NS, ...). */
  readonly hosts: readonly string[];
}

const recordTypes = new Map([
  ["1", "A"],
  ["2", "NS"],
  ["5", "CNAME"],
  ["6", "SOA"],
  ["12", "PTR"],
  ["15", "MX"],
  ["16", "TXT"],
  ["28", "AAAA"],
  ["33", "SRV"],
  ["35", "NAPTR"],
  ["39", "DNAME"],
  ["43", "DS"],
  ["64", "SVCB"],
  ["65", "HTTPS"],
  ["255", "ANY"],
]);

const typedAnswer = /^type: {0,8}(\d{1,5}) {1,8}(.+)$/;

/** Reads `type:  5 a.b.c;::ffff:1.2.3.4;`: addresses stand alone, everything else names its record type. */
export function parseDnsResults(text: string): DnsResults {
  const answers: DnsAnswer[] = [];
  const addresses = new Set<string>();
  const hosts = new Set<string>();
  for (const part of text.split(";")) {
    const entry = part.trim();
    const typed = typedAnswer.exec(entry);
    if (typed?.[1] !== undefined && typed[2] !== undefined) {
      answers.push({ type: recordTypes.get(typed[1]) ?? typed[1], data: typed[2] });
      hosts.add(typed[2]);
    } else {
      const address = unmapIpv4(entry);
      if (!isIpAddress(address)) continue;
      answers.push({ type: isIpv6Address(address) ? "AAAA" : "A", data: address });
      addresses.add(address);
    }
  }
  return { answers, addresses: [...addresses], hosts: [...hosts] };
}

// Windows status codes of a DNS query (winerror.h) that QueryStatus shows in practice.
const queryStatusNames = new Map([
  ["0", "SUCCESS"],
  ["5", "ERROR_ACCESS_DENIED"],
  ["8", "ERROR_NOT_ENOUGH_MEMORY"],
  ["13", "ERROR_INVALID_DATA"],
  ["14", "ERROR_OUTOFMEMORY"],
  ["87", "ERROR_INVALID_PARAMETER"],
  ["123", "ERROR_INVALID_NAME"],
  ["1214", "ERROR_INVALID_NETNAME"],
  ["1223", "ERROR_CANCELLED"],
  ["1460", "ERROR_TIMEOUT"],
  ["4312", "ERROR_OBJECT_NOT_FOUND"],
  ["9001", "DNS_ERROR_RCODE_FORMAT_ERROR"],
  ["9002", "DNS_ERROR_RCODE_SERVER_FAILURE"],
  ["9003", "DNS_ERROR_RCODE_NAME_ERROR"],
  ["9004", "DNS_ERROR_RCODE_NOT_IMPLEMENTED"],
  ["9005", "DNS_ERROR_RCODE_REFUSED"],
  ["9501", "DNS_INFO_NO_RECORDS"],
  ["9502", "DNS_ERROR_BAD_PACKET"],
  ["9503", "DNS_ERROR_NO_PACKET"],
  ["9505", "DNS_ERROR_UNSECURE_PACKET"],
  ["9560", "DNS_ERROR_INVALID_NAME_CHAR"],
  ["9701", "DNS_ERROR_RECORD_DOES_NOT_EXIST"],
  ["9852", "DNS_ERROR_NO_DNS_SERVERS"],
  ["10054", "WSAECONNRESET"],
  ["10060", "WSAETIMEDOUT"],
]);

/** The name of a QueryStatus; a number that has none stays as it is. */
export function dnsStatusName(status: string): string {
  return queryStatusNames.get(status) ?? status;
}
