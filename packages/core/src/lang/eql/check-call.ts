import { type CaseFold, isConstant, type Term } from "../condition.ts";
import { foldTerm } from "../fold-constants.ts";
import type { BuiltIn, Parameter } from "../functions/built-in.ts";
import { builtIns, findBuiltIn, olderFunctions } from "../functions/catalogue.ts";
import { QueryFailure } from "../query-failure.ts";
import { suggestNames } from "../suggest-names.ts";
import { isNumericType, type ValueType } from "../values.ts";
import { type CheckContext, describeType, type MaybeTyped, type Typed } from "./check-context.ts";
import { settleType } from "./settle-type.ts";
import type { Call, Expression } from "./syntax-tree.ts";

type CheckExpression = (expression: Expression, context: CheckContext) => MaybeTyped;

/** A function call: the function exists, the arguments are as many and of the types it wants (specification 5). */
export function checkCall(call: Call, context: CheckContext, checkExpression: CheckExpression): MaybeTyped {
  const builtIn = findBuiltIn(call.name);
  if (builtIn === undefined) return reportUnknownFunction(call, context);
  if (call.ignoreCase && !builtIn.hasIgnoreCase) {
    context.sink.report("EQL205", call.span, `\`${builtIn.name}\` has no variant that ignores case.`, {
      help: `Write \`${builtIn.name}(…)\` without the tilde.`,
    });
    return undefined;
  }
  if (!checkArity(call, builtIn, context)) return undefined;
  const args = call.arguments.map((argument) => checkExpression(argument, context));
  if (args.includes(undefined)) return undefined;
  const typed = args.filter((arg) => arg !== undefined);
  const settled = typed.map((arg, at) => checkArgument(call, builtIn, arg, at, context));
  if (settled.includes(undefined)) return undefined;
  return foldCall(
    call,
    builtIn,
    settled.filter((arg) => arg !== undefined),
    context,
  );
}

function reportUnknownFunction(call: Call, context: CheckContext): undefined {
  const older = olderFunctions.get(call.name.toLowerCase());
  const close = suggestNames(
    call.name,
    builtIns.map((candidate) => candidate.name),
  );
  const suggestion =
    close.length === 0 ? undefined : `Did you mean ${close.map((name) => `\`${name}\``).join(" or ")}?`;
  context.sink.report("EQL202", call.span, `There is no function \`${call.name}\`.`, {
    help:
      older ?? suggestion ?? `The functions are ${builtIns.map((candidate) => candidate.name).join(", ")}.`,
  });
  return undefined;
}

function parameterAt(builtIn: BuiltIn, at: number): Parameter | undefined {
  const last = builtIn.parameters.at(-1);
  return builtIn.parameters[at] ?? (last?.variadic === true ? last : undefined);
}

function checkArity(call: Call, builtIn: BuiltIn, context: CheckContext): boolean {
  const count = call.arguments.length;
  const least = builtIn.parameters.filter((parameter) => parameter.optional !== true).length;
  const isVariadic = builtIn.parameters.at(-1)?.variadic === true;
  const most = isVariadic ? Number.POSITIVE_INFINITY : builtIn.parameters.length;
  if (count >= least && count <= most) return true;
  const expected = isVariadic ? `at least ${least}` : least === most ? String(least) : `${least} to ${most}`;
  const names = builtIn.parameters.map((parameter) =>
    parameter.optional ? `[${parameter.name}]` : parameter.name,
  );
  context.sink.report(
    "EQL204",
    call.span,
    `\`${builtIn.name}\` takes ${expected} argument${expected.endsWith("1") ? "" : "s"}, not ${count}.`,
    {
      help: `Write \`${builtIn.name}(${names.join(", ")}${isVariadic ? ", …" : ""})\`.`,
    },
  );
  return false;
}

function checkArgument(
  call: Call,
  builtIn: BuiltIn,
  arg: Typed,
  at: number,
  context: CheckContext,
): MaybeTyped {
  const parameter = parameterAt(builtIn, at);
  if (parameter === undefined) return undefined;
  const related = [{ span: arg.span, text: `this is ${describeType(arg.type)}` }];
  if (parameter.constant === true && !isConstant(arg.term)) {
    context.sink.report(
      "EQL207",
      call.span,
      `Argument ${at + 1} of \`${builtIn.name}\`, \`${parameter.name}\`, must be a constant.`,
      {
        related: [{ span: arg.span, text: "this depends on the event" }],
      },
    );
    return undefined;
  }
  if (!accepts(parameter, arg.type)) {
    context.sink.report(
      "EQL203",
      call.span,
      `Argument ${at + 1} of \`${builtIn.name}\`, \`${parameter.name}\`, must be ${describeParameter(parameter)}; it is ${describeType(arg.type)}.`,
      { related, help: argumentHelp(parameter, arg.type) },
    );
    return undefined;
  }
  const problem = arg.term.kind === "Constant" ? builtIn.checkConstant?.(arg.term.value) : undefined;
  if (problem !== undefined) {
    context.sink.report("EQL210", call.span, problem, { related: [{ span: arg.span, text: "" }] });
    return undefined;
  }
  return settleType(arg, parameter.type);
}

function argumentHelp(parameter: Parameter, found: ValueType): string | undefined {
  if (parameter.type === "string") return "Write `string(…)` around it.";
  if (parameter.type === "number" && found === "string") return "Write `number(…)` around it.";
  return parameter.type === "ip" ? "Only a field of type ip holds addresses." : undefined;
}

function accepts(parameter: Parameter, type: ValueType): boolean {
  if (type === "null" || type === "unknown") return true;
  switch (parameter.type) {
    case "string":
    case "boolean":
    case "ip":
      return type === parameter.type;
    case "number":
      return isNumericType(type);
    case "integer":
      return type === "integer" || type === "number";
    case "any":
      return true;
  }
}

function describeParameter(parameter: Parameter): string {
  switch (parameter.type) {
    case "integer":
      return "a whole number";
    case "any":
      return "a value";
    default:
      return describeType(parameter.type);
  }
}

function foldCall(call: Call, builtIn: BuiltIn, args: readonly Typed[], context: CheckContext): MaybeTyped {
  const term: Term = {
    kind: "FunctionCall",
    builtIn,
    operands: args.map((arg) => arg.term),
    fold: caseFold(call, args),
  };
  const type = builtIn.returns === "widest" ? widestType(args) : builtIn.returns;
  try {
    const folded = foldTerm(term);
    const isNull = folded.kind === "Constant" && folded.value === null;
    return { term: folded, type: isNull ? "null" : type, span: call.span };
  } catch (error) {
    if (!(error instanceof QueryFailure)) throw error;
    context.sink.report("EQL210", call.span, `This call cannot be computed: ${error.message}.`);
    return undefined;
  }
}

/** ASCII on a field against constants, Unicode otherwise and always for the functions that find positions (3.6). */
function caseFold(call: Call, args: readonly Typed[]): CaseFold {
  if (!call.ignoreCase) return "none";
  const isPositional = /^(indexof|between)$/i.test(call.name);
  const isFieldAgainstConstants =
    args[0]?.term.kind === "FieldValue" && args.slice(1).every((arg) => isConstant(arg.term));
  return isFieldAgainstConstants && !isPositional ? "ascii" : "unicode";
}

/** The type of arithmetic: a double with any double, an integer with integers only (specification 3.7). */
export function widestType(args: readonly Typed[]): ValueType {
  if (args.some((arg) => arg.type === "double")) return "double";
  return args.every((arg) => arg.type === "integer") ? "integer" : "number";
}
