import type { JsonObject, JsonValue, MutableJsonObject } from "../document.ts";
import { addMember, setMember, textWithAttributes } from "../element-members.ts";
import type { Attribute, Element, Instance, Node, Slot, SlotValues } from "./binxml-nodes.ts";
import type { ChunkData } from "./chunk-data.ts";
import { EvtxDamage } from "./evtx-damage.ts";
import { evtxLimits } from "./evtx-limits.ts";
import { parseFragment, parseTemplate } from "./parse-binxml.ts";
import { readValue, valueType } from "./read-value.ts";

const noValues: SlotValues = { table: 0, offsets: [] };

/** Builds the documents of one chunk's records. Templates are parsed once and kept until `begin`. */
export interface DocumentBuilder {
  /** Forgets the templates of the previous chunk. */
  begin(): void;
  /** The document of the record whose binary XML stands `from` up to `to` in the chunk. Throws EvtxDamage. */
  build(from: number, to: number): JsonObject;
}

/**
 * Binary XML becomes JSON as `element-members.ts` says; a text that is one value of the record keeps the value's type.
 */
export function createDocumentBuilder(chunk: ChunkData): DocumentBuilder {
  const templates = new Map<number, { readonly templateId: number; readonly nodes: readonly Node[] }>();

  const templateOf = (instance: Instance): readonly Node[] => {
    const known = templates.get(instance.definition);
    if (known?.templateId === instance.templateId) return known.nodes;
    const nodes = parseTemplate(chunk, instance);
    templates.set(instance.definition, { templateId: instance.templateId, nodes });
    return nodes;
  };

  /** Adds the elements among the nodes to `parent` and gives the text between them, undefined where there is none. */
  const addNodes = (
    parent: MutableJsonObject,
    nodes: readonly Node[],
    values: SlotValues,
    depth: number,
  ): JsonValue | undefined => {
    if (depth > evtxLimits.maxDepth) throw new EvtxDamage("elements are nested too deeply", values.table);
    let text: JsonValue | undefined;
    for (const node of nodes) {
      if (typeof node === "string") text = joinText(text, node);
      else if (node.kind === "element") {
        const value = elementValue(node, values, depth);
        if (value !== undefined) addMember(parent, node.key, value);
      } else if (node.kind === "instance") {
        text = joinText(text, addNodes(parent, templateOf(node), node.values, depth + 1));
      } else if (typeOf(node, values) === valueType.binXml) {
        text = joinText(text, addNodes(parent, fragmentOf(node, values), noValues, depth + 1));
      } else {
        text = joinText(text, slotValue(node, values) ?? undefined);
      }
    }
    return text;
  };

  /** The value of an element, undefined where it is left out. */
  const elementValue = (element: Element, values: SlotValues, depth: number): JsonValue | undefined => {
    chunk.spend(1, values.table);
    const { content } = element;
    const only = content.length === 1 ? content[0] : undefined;
    if (typeof only === "object" && only.kind === "slot" && typeOf(only, values) !== valueType.binXml) {
      const value = slotValue(only, values);
      if (value === null && only.isOptional) return undefined;
      return textWithAttributes(attributesOf(element, values), value);
    }
    const attributes = attributesOf(element, values);
    if (typeof only === "string") return textWithAttributes(attributes, only);
    if (content.length === 0) return textWithAttributes(attributes, null);
    const object: MutableJsonObject = attributes === undefined ? {} : { "#attributes": attributes };
    const text = element.hasDistinctChildren
      ? addDistinctChildren(object, content, values, depth + 1)
      : addNodes(object, content, values, depth + 1);
    if (isEmpty(object)) return text ?? null;
    // Blanks between elements are layout.
    if (text !== undefined && String(text).trim() !== "") addMember(object, "#text", text);
    return object;
  };

  /** As `addNodes`, without a look at what is there already. */
  const addDistinctChildren = (
    parent: MutableJsonObject,
    content: readonly Node[],
    values: SlotValues,
    depth: number,
  ): undefined => {
    if (depth > evtxLimits.maxDepth) throw new EvtxDamage("elements are nested too deeply", values.table);
    for (const child of content) {
      if (typeof child === "string" || child.kind !== "element") continue;
      const value = elementValue(child, values, depth);
      if (value !== undefined) parent[child.key] = value;
    }
  };

  const attributesOf = (element: Element, values: SlotValues): JsonObject | undefined => {
    let attributes: MutableJsonObject | undefined;
    for (const attribute of element.attributes) {
      const value = attributeValue(attribute, values);
      if (value === undefined) continue;
      attributes ??= {};
      setMember(attributes, attribute.name, value);
    }
    return attributes;
  };

  /** Undefined where the attribute is left out, because a value of the record that it needs is null. */
  const attributeValue = (attribute: Attribute, values: SlotValues): JsonValue | undefined => {
    let text: JsonValue | undefined;
    for (const part of attribute.value) {
      if (typeof part === "string") {
        text = joinText(text, part);
        continue;
      }
      const value = slotValue(part, values);
      if (value === null && part.isOptional) return undefined;
      text = joinText(text, value ?? "");
    }
    return text ?? "";
  };

  /** A slot that the record has no value for is null. */
  const typeOf = (slot: Slot, values: SlotValues): number =>
    slot.index < values.offsets.length
      ? chunk.view.getUint8(values.table + 4 * slot.index + 2)
      : valueType.null;

  const slotValue = (slot: Slot, values: SlotValues): JsonValue => {
    const offset = values.offsets[slot.index];
    if (offset === undefined) return null;
    const sizeBytes = chunk.view.getUint16(values.table + 4 * slot.index, true);
    chunk.spend(1 + sizeBytes, offset);
    return readValue(chunk, typeOf(slot, values), offset, sizeBytes);
  };

  const fragmentOf = (slot: Slot, values: SlotValues): readonly Node[] => {
    const from = values.offsets[slot.index] ?? 0;
    const sizeBytes = chunk.view.getUint16(values.table + 4 * slot.index, true);
    chunk.spend(1 + sizeBytes, from);
    return parseFragment(chunk, from, from + sizeBytes);
  };

  return {
    begin: () => templates.clear(),
    build(from, to) {
      const document: MutableJsonObject = {};
      addNodes(document, parseFragment(chunk, from, to), noValues, 0);
      if (!Object.hasOwn(document, "Event")) throw new EvtxDamage("it holds no event", from);
      return document;
    },
  };
}

/** A value alone keeps its type; with others beside it, it becomes text as in XML. */
function joinText(before: JsonValue | undefined, next: JsonValue | undefined): JsonValue | undefined {
  if (before === undefined) return next;
  if (next === undefined) return before;
  return String(before) + String(next);
}

function isEmpty(object: JsonObject): boolean {
  for (const _ in object) return false;
  return true;
}
