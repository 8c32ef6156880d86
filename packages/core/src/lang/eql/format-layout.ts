interface Node {
  /** A line inside must break, so that the groups around it cannot stand on one line. */
  readonly forced: boolean;
  /** What comes last inside: a line break of the group around, or a comment that nothing may follow on its line. */
  readonly tail: "line" | "comment" | undefined;
}

/** A text with places where lines may break, in the manner of Wadler's "A prettier printer". */
export type Layout =
  | string
  | (Node & { readonly kind: "Line"; readonly flat: string })
  | (Node & { readonly kind: "Parts"; readonly parts: readonly Layout[] })
  | (Node & { readonly kind: "Indented"; readonly content: Layout })
  | (Node & { readonly kind: "Group"; readonly content: Layout })
  | (Node & { readonly kind: "Filled"; readonly items: readonly Layout[] })
  /** A comment that waits for the end of the line it stands on. */
  | (Node & { readonly kind: "LineEnd"; readonly text: string });

/** A space, or a line break where the group around it does not fit on one line. */
export const line: Layout = { kind: "Line", flat: " ", forced: false, tail: "line" };
/** Nothing, or a line break where the group around it does not fit on one line. */
export const softLine: Layout = { kind: "Line", flat: "", forced: false, tail: "line" };
export const hardLine: Layout = { kind: "Line", flat: "", forced: true, tail: "line" };

export function isForced(layout: Layout): boolean {
  return typeof layout !== "string" && layout.forced;
}

/** Whether a comment waits at its end, behind which there is no place for another. */
export function endsInComment(layout: Layout): boolean {
  return tailOf(layout) === "comment";
}

function tailOf(layout: Layout): Node["tail"] {
  return typeof layout === "string" ? undefined : layout.tail;
}

export function parts(...content: readonly Layout[]): Layout {
  return partsOf(content);
}

/** The same for a list that may be too long for a call. */
export function partsOf(content: readonly Layout[]): Layout {
  const last = content.findLast((part) => tailOf(part) !== undefined) ?? "";
  return { kind: "Parts", parts: content, forced: content.some(isForced), tail: tailOf(last) };
}

export function indented(...content: readonly Layout[]): Layout {
  const inner = parts(...content);
  return { kind: "Indented", content: inner, forced: isForced(inner), tail: tailOf(inner) };
}

/** All on one line where it fits; otherwise every line directly inside breaks. */
export function group(...content: readonly Layout[]): Layout {
  const inner = parts(...content);
  const forced = isForced(inner);
  // A group that is not forced may stand on one line; then it breaks none.
  return { kind: "Group", content: inner, forced, tail: forced ? tailOf(inner) : undefined };
}

/** Items without forced lines, with commas between, as many on a line as fit. */
export function filled(items: readonly Layout[]): Layout {
  return { kind: "Filled", items, forced: false, tail: undefined };
}

export function lineEnd(comment: string): Layout {
  const isClosed = comment.startsWith("/*") && !/[\r\n]/.test(comment);
  return { kind: "LineEnd", text: comment, forced: true, tail: isClosed ? undefined : "comment" };
}

/** Items with a separator between. */
export function joined(separator: Layout, items: readonly Layout[]): Layout {
  return partsOf(items.flatMap((item, at) => (at === 0 ? [item] : [separator, item])));
}

/** A layout to print, and how: on one line, or with its lines broken and indented. */
interface Command {
  readonly layout: Layout;
  readonly indent: number;
  readonly flat: boolean;
  /** For a Filled: the item to go on with. */
  readonly at: number;
}

const indentWidth = 2;

/** Prints a layout on lines of at most `width` characters, where its breaks allow. Takes linear time. */
export function printLayout(layout: Layout, width: number): string {
  const out: string[] = [];
  const stack: Command[] = [{ layout, indent: 0, flat: false, at: 0 }];
  let column = 0;
  let waiting = "";
  const write = (text: string): void => {
    out.push(text);
    column += text.length;
  };
  const breakLine = (indent: number): void => {
    out.push(waiting, "\n", " ".repeat(indent));
    waiting = "";
    column = indent;
  };
  for (let command = stack.pop(); command !== undefined; command = stack.pop()) {
    const { layout: current, indent, flat, at } = command;
    if (typeof current === "string") {
      write(current);
      continue;
    }
    switch (current.kind) {
      case "Line":
        if (flat) write(current.flat);
        else breakLine(indent);
        break;
      case "LineEnd":
        waiting += ` ${current.text}`;
        break;
      case "Parts":
        for (const part of current.parts.toReversed()) stack.push({ ...command, layout: part });
        break;
      case "Indented":
        stack.push({ layout: current.content, indent: indent + indentWidth, flat, at: 0 });
        break;
      case "Group": {
        const fitsHere = flat || (!current.forced && fits(current.content, width - column, stack));
        stack.push({ layout: current.content, indent, flat: fitsHere, at: 0 });
        break;
      }
      case "Filled": {
        const item = current.items[at];
        if (item === undefined) break;
        if (at > 0) {
          const isLast = at === current.items.length - 1;
          write(",");
          if (flat || fits(item, width - column - (isLast ? 1 : 2), [])) write(" ");
          else breakLine(indent);
        }
        stack.push({ ...command, at: at + 1 }, { layout: item, indent, flat, at: 0 });
        break;
      }
    }
  }
  return out.join("") + waiting;
}

/**
 * Whether a layout fits, unbroken, on what is left of the line, together with what follows it up to the next place
 * where the line may break. Looks at little more than the line can hold.
 */
function fits(layout: Layout, width: number, following: readonly Command[]): boolean {
  const stack: { readonly layout: Layout; readonly flat: boolean }[] = [{ layout, flat: true }];
  let left = width;
  let after = following.length;
  while (left >= 0) {
    if (stack.length === 0) after -= 1;
    // What follows a group that is still to be decided stands in groups that are broken.
    const next = stack.pop() ?? following[after];
    if (next === undefined) return true;
    const { layout: current, flat } = next;
    if (typeof current === "string") {
      left -= current.length;
      continue;
    }
    switch (current.kind) {
      case "Line":
        if (!flat) return true;
        left -= current.flat.length;
        break;
      case "LineEnd":
        break;
      case "Parts":
        for (const part of current.parts.toReversed()) stack.push({ layout: part, flat });
        break;
      case "Indented":
      case "Group":
        stack.push({ layout: current.content, flat });
        break;
      case "Filled":
        // Behind the item before stands a comma, and then the line may break.
        if (!flat) return left > 0;
        left -= 2 * (current.items.length - 1);
        for (const item of current.items.toReversed()) stack.push({ layout: item, flat });
        break;
    }
  }
  return false;
}
