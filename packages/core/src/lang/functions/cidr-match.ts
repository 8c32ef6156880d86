import { cidrContains, parseCidr } from "../ip-address.ts";
import { QueryFailure } from "../query-failure.ts";
import type { Value } from "../values.ts";
import type { BuiltIn } from "./built-in.ts";

type Block = NonNullable<ReturnType<typeof parseCidr>>;

// Blocks are constants, so the same few texts come back with every event.
const parsedBlocks = new Map<string, Block>();
const maxParsedBlocks = 10_000;

function blockOf(text: string): Block {
  const known = parsedBlocks.get(text);
  if (known !== undefined) return known;
  const block = parseCidr(text);
  if (block === undefined)
    throw new QueryFailure(`\`${text}\` is no block of addresses such as \`10.0.0.0/8\``);
  if (parsedBlocks.size >= maxParsedBlocks) parsedBlocks.clear();
  parsedBlocks.set(text, block);
  return block;
}

export const cidrMatch: BuiltIn = {
  name: "cidrMatch",
  parameters: [
    { name: "address", type: "ip" },
    { name: "block", type: "string", constant: true, variadic: true },
  ],
  hasIgnoreCase: false,
  returns: "boolean",
  evaluate: ([address = null, ...blocks]) => {
    // A null block gives null, as the manual says; the original's code fails (section 5, engine choice).
    if (address === null || blocks.includes(null)) return null;
    if (typeof address !== "object" || address.kind !== "ip") return null;
    return blocks.some((block) => typeof block === "string" && cidrContains(blockOf(block), address.address));
  },
  checkConstant: (value: Value) =>
    typeof value === "string" && parseCidr(value) === undefined
      ? `\`${value}\` is no block of addresses such as \`10.0.0.0/8\`.`
      : undefined,
  // Addresses cannot be written as constants; see the conformance cases type-006 to type-014.
  examples: [{ args: [null, "10.0.0.0/8"], gives: null }],
};
