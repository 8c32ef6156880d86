import type { EventClass } from "./event-class.ts";
import {
  callingProcess,
  clearingUser,
  installedService,
  logonFailure,
  networkSource,
  newProcess,
  privilegeList,
  type SecurityStep,
  sharedDirectory,
  sharedFile,
  subjectAsRelated,
  subjectAsUser,
  targetAsEffectiveUser,
  targetAsUser,
} from "./security-steps.ts";

/** What the mapping says of one Security event id. */
export interface SecurityEvent extends EventClass {
  readonly steps: readonly SecurityStep[];
}

const authentication = ["authentication"];
const iamConfiguration = ["iam", "configuration"];
const networkFile = ["network", "file"];

/** The Security log's table (windows-to-ecs.md section 4). */
export const securityEvents: ReadonlyMap<string, SecurityEvent> = new Map([
  [
    "4624",
    {
      category: authentication,
      type: ["start"],
      action: "logged-in",
      steps: [targetAsUser, subjectAsRelated, networkSource, callingProcess],
    },
  ],
  [
    "4625",
    {
      category: authentication,
      type: ["start"],
      action: "logon-failed",
      steps: [targetAsUser, subjectAsRelated, networkSource, callingProcess, logonFailure],
    },
  ],
  ["4634", { category: authentication, type: ["end"], action: "logged-out", steps: [targetAsUser] }],
  ["4647", { category: authentication, type: ["end"], action: "logged-out", steps: [targetAsUser] }],
  [
    "4648",
    {
      category: authentication,
      type: ["start"],
      action: "logged-in-explicit",
      steps: [subjectAsUser, targetAsEffectiveUser, networkSource, callingProcess],
    },
  ],
  [
    "4672",
    {
      category: ["iam"],
      type: ["admin"],
      action: "logged-in-special",
      steps: [subjectAsUser, privilegeList],
    },
  ],
  [
    "4688",
    {
      category: ["process"],
      type: ["start"],
      action: "created-process",
      steps: [newProcess, subjectAsUser, targetAsEffectiveUser],
    },
  ],
  [
    "4689",
    {
      category: ["process"],
      type: ["end"],
      action: "exited-process",
      steps: [callingProcess, subjectAsUser],
    },
  ],
  [
    "4697",
    {
      category: iamConfiguration,
      type: ["admin", "change"],
      action: "service-installed",
      steps: [installedService, subjectAsUser],
    },
  ],
  [
    "4698",
    {
      category: iamConfiguration,
      type: ["creation", "admin"],
      action: "scheduled-task-created",
      steps: [subjectAsUser],
    },
  ],
  [
    "4699",
    {
      category: iamConfiguration,
      type: ["deletion", "admin"],
      action: "scheduled-task-deleted",
      steps: [subjectAsUser],
    },
  ],
  [
    "4702",
    {
      category: iamConfiguration,
      type: ["change", "admin"],
      action: "scheduled-task-updated",
      steps: [subjectAsUser],
    },
  ],
  [
    "5140",
    {
      category: networkFile,
      type: ["info", "access"],
      action: "network-share-object-accessed",
      steps: [sharedDirectory, networkSource, subjectAsUser],
    },
  ],
  [
    "5145",
    {
      category: networkFile,
      type: ["info", "access"],
      action: "network-share-object-access-checked",
      steps: [sharedFile, networkSource, subjectAsUser],
    },
  ],
  [
    "1102",
    { category: ["iam"], type: ["admin", "change"], action: "audit-log-cleared", steps: [clearingUser] },
  ],
]);

/** Ids that name the acting account in Subject and that the table above has no row for: tasks and account management. */
export const otherSubjectEvents: ReadonlySet<string> = new Set([
  ...["4700", "4701", "4720", "4722", "4723", "4724", "4725", "4726", "4727", "4728", "4729", "4730", "4731"],
  ...["4732", "4733", "4734", "4735", "4737", "4738", "4740", "4741", "4742", "4743", "4744", "4745", "4746"],
  ...["4747", "4748", "4749", "4750", "4751", "4752", "4753", "4754", "4755", "4756", "4757", "4758", "4759"],
  ...["4760", "4761", "4762", "4763", "4764", "4767", "4781", "4798", "4799"],
]);
