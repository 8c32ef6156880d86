import type { Attribute, Element, Instance, Node, Slot } from "./binxml-nodes.ts";
import type { ChunkData } from "./chunk-data.ts";
import { EvtxDamage } from "./evtx-damage.ts";
import { chunkBytes, chunkHeaderBytes } from "./evtx-layout.ts";
import { evtxLimits } from "./evtx-limits.ts";

/** Tokens of binary XML (MS-EVEN6 section 2.2.12). */
const token = {
  endOfFragment: 0x00,
  openStartElement: 0x01,
  closeStartElement: 0x02,
  closeEmptyElement: 0x03,
  endElement: 0x04,
  value: 0x05,
  attribute: 0x06,
  cdataSection: 0x07,
  characterReference: 0x08,
  entityReference: 0x09,
  instructionTarget: 0x0a,
  instructionData: 0x0b,
  templateInstance: 0x0c,
  normalSubstitution: 0x0d,
  optionalSubstitution: 0x0e,
  fragmentHeader: 0x0f,
} as const;

/** Set on a token when more of its kind follow, and on the start of an element that has attributes. */
const moreFlag = 0x40;

/** The only type that text may have outside of a record's values. */
const stringType = 0x01;

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Nodes of the binary XML in a record or in one of its values, `from` up to `to`. Throws EvtxDamage. */
export function parseFragment(chunk: ChunkData, from: number, to: number): readonly Node[] {
  return new BinXmlParser(chunk, from, to, false).parse();
}

/** Offset of the next template (4), GUID (16), size of what follows (4). */
const templateHeaderBytes = 24;

/**
 * Nodes of the template that an instance refers to. Throws EvtxDamage, also where another template stands there: a
 * stray page of an older chunk would otherwise be read with the templates of this one, and tell of things that never were.
 */
export function parseTemplate(chunk: ChunkData, { definition, templateId }: Instance): readonly Node[] {
  if (definition < chunkHeaderBytes || definition + templateHeaderBytes > chunkBytes) {
    throw new EvtxDamage("a template lies outside the chunk", definition);
  }
  if (chunk.view.getUint32(definition + 4, true) !== templateId) {
    throw new EvtxDamage("its template is not where it should be", definition);
  }
  const from = definition + templateHeaderBytes;
  const sizeBytes = chunk.view.getUint32(from - 4, true);
  if (sizeBytes > chunkBytes - from) throw new EvtxDamage("a template reaches beyond the chunk", definition);
  chunk.spend(sizeBytes, definition);
  return new BinXmlParser(chunk, from, from + sizeBytes, true).parse();
}

class BinXmlParser {
  readonly #chunk: ChunkData;
  readonly #to: number;
  /** Elements of templates carry two bytes more, the number of a value that they depend on. */
  readonly #isTemplate: boolean;
  #offset: number;

  constructor(chunk: ChunkData, from: number, to: number, isTemplate: boolean) {
    this.#chunk = chunk;
    this.#offset = from;
    this.#to = to;
    this.#isTemplate = isTemplate;
  }

  parse(): readonly Node[] {
    const nodes: Node[] = [];
    this.#parseContent(nodes, 0);
    return nodes;
  }

  /** Reads up to the end of the element at `depth`, or of the fragment at depth zero. */
  #parseContent(nodes: Node[], depth: number): void {
    for (;;) {
      // A fragment in a value may end without its token.
      if (depth === 0 && this.#offset >= this.#to) return;
      const offset = this.#offset;
      const byte = this.#u8();
      switch (byte & ~moreFlag) {
        case token.endOfFragment:
          if (depth > 0) throw new EvtxDamage("the binary XML ends inside an element", offset);
          return;
        case token.endElement:
          if (depth === 0) throw new EvtxDamage("an element ends that has not begun", offset);
          return;
        case token.openStartElement:
          nodes.push(this.#parseElement((byte & moreFlag) !== 0, depth + 1));
          break;
        case token.templateInstance:
          nodes.push(this.#parseInstance());
          break;
        case token.fragmentHeader:
          this.#skip(3);
          break;
        case token.instructionTarget:
          this.#name();
          break;
        case token.instructionData:
          this.#text();
          break;
        case token.cdataSection:
          appendNode(nodes, this.#text());
          break;
        default:
          this.#offset = offset;
          appendNode(nodes, this.#parseValue());
      }
    }
  }

  #parseElement(hasAttributes: boolean, depth: number): Element {
    const start = this.#offset;
    if (depth > evtxLimits.maxDepth) throw new EvtxDamage("elements are nested too deeply", start);
    this.#chunk.spend(1, start);
    this.#skip(this.#isTemplate ? 6 : 4);
    const name = this.#name();
    const attributes: Attribute[] = [];
    if (hasAttributes) {
      this.#skip(4);
      while (this.#peek() === token.attribute) attributes.push(this.#parseAttribute());
    }
    const content: Node[] = [];
    const offset = this.#offset;
    const close = this.#u8();
    if (close === token.closeStartElement) this.#parseContent(content, depth);
    else if (close !== token.closeEmptyElement)
      throw new EvtxDamage("the start of an element does not end", offset);
    return buildElement(name, attributes, content);
  }

  #parseAttribute(): Attribute {
    this.#skip(1);
    const name = this.#name();
    const value: (string | Slot)[] = [];
    for (;;) {
      const next = this.#peek();
      // What follows the start of an element, or begins the next attribute, ends this one.
      if (next === token.attribute || next === token.closeStartElement || next === token.closeEmptyElement)
        break;
      appendNode(value, this.#parseValue());
    }
    return { name, value };
  }

  /** The parts that element content and attribute values have in common. */
  #parseValue(): string | Slot {
    const offset = this.#offset;
    const kind = this.#u8() & ~moreFlag;
    switch (kind) {
      case token.value:
        if (this.#u8() !== stringType) throw new EvtxDamage("a text has an unknown type", offset);
        return this.#text();
      case token.characterReference:
        return String.fromCharCode(this.#u16());
      case token.entityReference: {
        const name = this.#name();
        return (Object.hasOwn(entities, name) ? entities[name] : undefined) ?? `&${name};`;
      }
      case token.normalSubstitution:
      case token.optionalSubstitution: {
        const index = this.#u16();
        // The type is given again beside each value, and counts there.
        this.#skip(1);
        return { kind: "slot", index, isOptional: kind === token.optionalSubstitution };
      }
      default:
        throw new EvtxDamage(`0x${kind.toString(16).padStart(2, "0")} is no token of binary XML`, offset);
    }
  }

  #parseInstance(): Instance {
    this.#skip(1);
    const templateId = this.#u32();
    const definition = this.#u32();
    // The first record to use a template brings its definition along.
    if (definition === this.#offset) {
      this.#skip(templateHeaderBytes - 4);
      this.#skip(this.#u32());
    }
    const count = this.#u32();
    const table = this.#offset;
    this.#skip(4 * count);
    const offsets: number[] = [];
    for (let index = 0; index < count; index += 1) {
      offsets.push(this.#offset);
      this.#skip(this.#chunk.view.getUint16(table + 4 * index, true));
    }
    return { kind: "instance", definition, templateId, values: { table, offsets } };
  }

  /** A name by its offset; the first use of a name in a chunk brings the name along. */
  #name(): string {
    const offset = this.#u32();
    const name = this.#chunk.name(offset);
    if (offset === this.#offset) this.#skip(8 + 2 * this.#chunk.view.getUint16(offset + 6, true) + 2);
    return name;
  }

  #text(): string {
    const units = this.#u16();
    const from = this.#offset;
    this.#skip(2 * units);
    return this.#chunk.text(from, units);
  }

  #peek(): number {
    this.#check(1);
    return this.#chunk.view.getUint8(this.#offset) & ~moreFlag;
  }

  #u8(): number {
    this.#check(1);
    this.#offset += 1;
    return this.#chunk.view.getUint8(this.#offset - 1);
  }

  #u16(): number {
    this.#check(2);
    this.#offset += 2;
    return this.#chunk.view.getUint16(this.#offset - 2, true);
  }

  #u32(): number {
    this.#check(4);
    this.#offset += 4;
    return this.#chunk.view.getUint32(this.#offset - 4, true);
  }

  #skip(bytes: number): void {
    this.#check(bytes);
    this.#offset += bytes;
  }

  #check(bytes: number): void {
    if (bytes > this.#to - this.#offset) throw new EvtxDamage("the binary XML ends too early", this.#offset);
  }
}

/** Adds a part, joined to the text before it. */
function appendNode<T>(nodes: (T | string)[], node: T | string): void {
  const last = nodes.at(-1);
  if (typeof node === "string" && typeof last === "string") nodes[nodes.length - 1] = last + node;
  else nodes.push(node);
}

function buildElement(name: string, attributes: readonly Attribute[], content: readonly Node[]): Element {
  const children = name === "EventData" ? content.map(nameEventData) : content;
  const keys = new Set<string>();
  for (const child of children) {
    // "#attributes", "#text" and "__proto__" are no names of real elements, and need care.
    if (typeof child === "object" && child.kind === "element" && !/^[#_]/.test(child.key))
      keys.add(child.key);
  }
  return {
    kind: "element",
    key: name,
    name,
    attributes,
    content: children,
    hasDistinctChildren: keys.size === children.length,
  };
}

/** `<Data Name="Image">` becomes the member `Image`. A name that a record fills in itself stays an attribute. */
function nameEventData(node: Node): Node {
  if (typeof node === "string" || node.kind !== "element" || node.name !== "Data") return node;
  const attribute = node.attributes.find(({ name }) => name === "Name");
  const key = attribute?.value[0];
  if (attribute?.value.length !== 1 || typeof key !== "string") return node;
  return { ...node, key, attributes: node.attributes.filter((other) => other !== attribute) };
}
