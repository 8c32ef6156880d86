/** JSON text with line breaks and two spaces for each level. Works on the text: no number passes through a double. */
export function prettyJson(text: string): string {
  const out: string[] = [];
  let depth = 0;
  for (const [token] of text.matchAll(tokens)) {
    switch (token) {
      case "{":
      case "[":
        depth += 1;
        out.push(token, lineBreak(depth));
        break;
      case "}":
      case "]":
        depth -= 1;
        out.push(lineBreak(depth), token);
        break;
      case ",":
        out.push(token, lineBreak(depth));
        break;
      case ":":
        out.push(" : ");
        break;
      default:
        out.push(token);
    }
  }
  return `${out.join("")}\n`;
}

/** Empty objects and lists, strings, brackets and separators, and everything else up to the next of them. */
const tokens = /\{\s*\}|\[\s*\]|"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

const lineBreak = (depth: number): string => `\n${"  ".repeat(depth)}`;
