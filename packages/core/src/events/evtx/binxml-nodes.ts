/** Text written in a template or record as such. */
export type Literal = string;

/** A place in a template that a record fills with one of its values. */
export interface Slot {
  readonly kind: "slot";
  readonly index: number;
  /** Written only where the value is not null (token 0x0e, MS-EVEN6 section 3.1.4.7.2). */
  readonly isOptional: boolean;
}

export interface Attribute {
  readonly name: string;
  readonly value: readonly (Literal | Slot)[];
}

export interface Element {
  readonly kind: "element";
  /** Key in the parent: the name, or that of a named `Data` in `EventData`. */
  readonly key: string;
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly content: readonly Node[];
  /** All children are elements with keys of their own, so that they can be set without a look at what is there. */
  readonly hasDistinctChildren: boolean;
}

/** A template with the values to fill in. */
export interface Instance {
  readonly kind: "instance";
  /** Offset of the template's definition in the chunk. */
  readonly definition: number;
  /** First four bytes of the template's GUID, which stand in the definition too. */
  readonly templateId: number;
  readonly values: SlotValues;
}

/** Where the values of an instance stand in the chunk. */
export interface SlotValues {
  /** Offset of the table with four bytes for each value: size (2), type (1), unused (1). */
  readonly table: number;
  /** Offset of each value. */
  readonly offsets: readonly number[];
}

export type Node = Literal | Slot | Element | Instance;
