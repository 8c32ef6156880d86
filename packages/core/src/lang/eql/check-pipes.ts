import { suggestNames } from "../suggest-names.ts";
import type { CheckContext } from "./check-context.ts";
import { checkExpression } from "./check-expression.ts";
import type { CheckedPipe } from "./checked-query.ts";
import type { Pipe, Statement } from "./syntax-tree.ts";

/** The pipes of the older dialect, with what to do without them (specification section 9). */
const refusedPipes: ReadonlyMap<string, string> = new Map([
  ["count", "Nothing is counted in a query; count the results."],
  ["filter", "Put the condition behind `where`, joined with `and`."],
  ["sort", "Results are always in the order of time."],
  ["unique", "Nothing takes its place; results that repeat are all returned."],
  ["unique_count", "Nothing is counted in a query; count the results."],
]);

/** `| head N` and `| tail N`, the only pipes there are (specification 2.4); undefined where one failed. */
export function checkPipes(statement: Statement, context: CheckContext): readonly CheckedPipe[] | undefined {
  const pipes = statement.pipes.map((pipe) => checkPipe(pipe, context));
  const [first] = statement.pipes;
  if (first !== undefined && statement.query.kind === "SampleQuery") {
    context.sink.report("EQL209", first.span, "A sample takes no pipes.", {
      help: "Use the size of the request.",
    });
    return undefined;
  }
  const valid = pipes.filter((pipe) => pipe !== undefined);
  return valid.length < pipes.length ? undefined : valid;
}

function checkPipe(pipe: Pipe, context: CheckContext): CheckedPipe | undefined {
  const { name } = pipe;
  if (name === "head" || name === "tail") return checkCount(name, pipe, context);
  const instead = refusedPipes.get(name);
  if (instead !== undefined) {
    context.sink.report("EQL209", pipe.nameSpan, `The pipe \`${name}\` is not supported.`, {
      help: `${instead} The only pipes are \`head N\` and \`tail N\`.`,
    });
    return undefined;
  }
  const close = suggestNames(name, ["head", "tail", ...refusedPipes.keys()]).filter(
    (candidate) => !refusedPipes.has(candidate),
  );
  context.sink.report("EQL306", pipe.nameSpan, `There is no pipe \`${name}\`.`, {
    help:
      close.length > 0 ? `Did you mean \`${close.join("` or `")}\`?` : "The pipes are `head N` and `tail N`.",
  });
  return undefined;
}

function checkCount(name: "head" | "tail", pipe: Pipe, context: CheckContext): CheckedPipe | undefined {
  const [argument] = pipe.arguments;
  if (argument === undefined || pipe.arguments.length > 1) {
    context.sink.report(
      "EQL307",
      pipe.span,
      `\`${name}\` takes one whole number; this has ${pipe.arguments.length} arguments.`,
      {
        help: `Write \`| ${name} 10\`.`,
      },
    );
    return undefined;
  }
  const checked = checkExpression(argument, context);
  if (checked === undefined) return undefined;
  const value = checked.term.kind === "Constant" ? checked.term.value : undefined;
  if (typeof value === "bigint" && value >= 0n) return { name, count: Number(value) };
  context.sink.report("EQL307", argument.span, `\`${name}\` takes one whole number, 0 or more.`, {
    help: `Write \`| ${name} 10\`.`,
  });
  return undefined;
}
