/**
 * Every diagnostic the product can give. A code is never reused for another meaning.
 * `kind` is the error kind of the conformance suite (conformance/README.md) the code belongs to.
 */
export const diagnosticCodes = {
  // EQL1xx: text and syntax
  EQL100: { kind: "syntax", title: "unexpected token" },
  EQL101: { kind: "syntax", title: "unexpected character" },
  EQL102: { kind: "syntax", title: "unfinished comment" },
  EQL103: { kind: "syntax", title: "unfinished string" },
  EQL104: { kind: "syntax", title: "unknown escape in a string" },
  EQL105: { kind: "syntax", title: "single quotes" },
  EQL106: { kind: "syntax", title: "old raw string" },
  EQL107: { kind: "syntax", title: "single equals sign" },
  EQL108: { kind: "syntax", title: "chained comparison" },
  EQL109: { kind: "syntax", title: "keys after maxspan" },
  EQL110: { kind: "syntax", title: "unknown stage option" },
  EQL111: { kind: "syntax", title: "keyword in upper case" },
  EQL112: { kind: "syntax", title: "keyword used as a name" },
  EQL113: { kind: "syntax", title: "backquoted event category" },
  EQL114: { kind: "syntax", title: "pattern is not a literal" },
  EQL115: { kind: "syntax", title: "not before an operator that has no such form" },
  EQL116: { kind: "syntax", title: "until with a missing event or runs" },
  EQL117: { kind: "syntax", title: "query too large" },
  EQL118: { kind: "syntax", title: "no event category" },
  EQL120: { kind: "syntax", title: "unfinished backquoted name" },
  EQL121: { kind: "duration", title: "not a duration" },
  EQL122: { kind: "syntax", title: "option does not belong here" },
  // EQL2xx: names and types
  EQL201: { kind: "unknown_field", title: "unknown field" },
  EQL202: { kind: "unknown_function", title: "unknown function" },
  EQL203: { kind: "type", title: "wrong type" },
  EQL204: { kind: "wrong_arity", title: "wrong number of arguments" },
  EQL205: { kind: "case_insensitive_not_supported", title: "function has no variant that ignores case" },
  EQL206: { kind: "type", title: "field type cannot be queried" },
  EQL207: { kind: "not_constant", title: "not a constant" },
  EQL208: { kind: "field_comparison", title: "no constant side" },
  EQL209: { kind: "unsupported", title: "not supported" },
  EQL210: { kind: "runtime", title: "cannot be computed" },
  EQL211: { kind: "runtime", title: "unusable regular expression" },
  EQL212: { kind: "request", title: "bad search option" },
  // EQL3xx: sequences, samples and pipes
  EQL301: { kind: "too_few_stages", title: "too few stages" },
  EQL302: { kind: "range", title: "out of range" },
  EQL303: { kind: "missing_needs_maxspan", title: "missing event without maxspan" },
  EQL304: { kind: "all_missing", title: "only missing events" },
  EQL305: { kind: "join_key", title: "join key" },
  EQL306: { kind: "unknown_pipe", title: "unknown pipe" },
  EQL307: { kind: "pipe_argument", title: "pipe argument" },
  // EQL4xx: suspect but legal
  EQL401: { kind: "warning", title: "field is not in the catalogue" },
  EQL402: { kind: "warning", title: "condition is never true" },
  EQL403: { kind: "warning", title: "wildcard in an exact comparison" },
  // RULE1xx: rule files
  RULE100: { kind: "rule", title: "not a rule file" },
  RULE101: { kind: "rule", title: "file cannot be parsed" },
  RULE102: { kind: "rule", title: "required field is missing" },
  RULE103: { kind: "rule", title: "field has a wrong value" },
  RULE104: { kind: "rule", title: "rule id used twice" },
  RULE105: { kind: "rule", title: "unknown rule type" },
  RULE106: { kind: "rule", title: "unknown key" },
  RULE107: { kind: "rule", title: "placeholder without an entry" },
  RULE108: { kind: "rule", title: "field has no effect" },
  RULE109: { kind: "rule", title: "guide block cannot be used" },
  RULE110: { kind: "rule", title: "file cannot be read" },
  // RULE2xx: exceptions
  RULE201: { kind: "rule", title: "required field of an exception is missing" },
  RULE202: { kind: "rule", title: "field of an exception has a wrong value" },
  RULE203: { kind: "rule", title: "value list cannot be used" },
  RULE204: { kind: "rule", title: "value does not fit its field" },
  RULE205: { kind: "rule", title: "field of an exception cannot be tested" },
  RULE206: { kind: "rule", title: "backslash that changes a pattern" },
  RULE207: { kind: "rule", title: "condition holds approximately" },
} as const;

export type DiagnosticCode = keyof typeof diagnosticCodes;

/** The error kind of the conformance suite that a code belongs to. */
export function diagnosticKind(code: DiagnosticCode): string {
  return diagnosticCodes[code].kind;
}
