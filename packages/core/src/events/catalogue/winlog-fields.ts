import type { FieldType } from "../../lang/field-catalogue.ts";
import { parseFieldTable } from "./field-table.ts";

// What Winlogbeat and the Windows integrations add to ECS. Event data is always text.
const fields = `
  keyword  winlog                 activity_id api channel computer_name event_id keywords level opcode
  keyword  winlog                 provider_guid provider_name record_id related_activity_id task
  date     winlog                 time_created
  long     winlog                 version
  long     winlog.process         pid
  long     winlog.process.thread  id
  keyword  winlog.user            domain identifier name type
  keyword  winlog.logon           id type
  keyword  winlog.logon.failure   reason status sub_status

  keyword  winlog.event_data      AccessList AccessMask AccountName CallTrace Company Consumer CreationUtcTime
  keyword  winlog.event_data      Description EventNamespace EventType FileVersion Filter GrantedAccess ImagePath
  keyword  winlog.event_data      IntegrityLevel LogonGuid LogonId Name NewThreadId ObjectName ObjectType Operation
  keyword  winlog.event_data      ParentUser PreviousCreationUtcTime PrivilegeList Product Query RelativeTargetName
  keyword  winlog.event_data      ServiceAccount ServiceFileName ServiceName ServiceStartType ServiceType ShareLocalPath
  keyword  winlog.event_data      ShareName Signature SignatureStatus Signed StartAddress StartFunction StartModule
  keyword  winlog.event_data      StartType SubjectDomainName SubjectLogonId SubjectUserName SubjectUserSid
  keyword  winlog.event_data      TargetDomainName TargetImage TargetLogonId TargetProcessGUID TargetProcessId
  keyword  winlog.event_data      TargetUserName TargetUserSid TaskContent TaskName TerminalSessionId

  keyword  sysmon.dns             status
  boolean  sysmon.file            archived is_executable
`;

/** Objects that hold whatever a provider puts into its events. */
export const winlogOpenNamespaces = ["winlog.event_data", "winlog.user_data"];

/** The fields of Windows event logs beyond ECS. */
export function winlogFields(): Map<string, FieldType> {
  return parseFieldTable(fields);
}
