import { isJsonObject, parseJson } from "@eqlite/core/events";
import {
  createKernel,
  createKernelFields,
  createKernelMemories,
  type EventView,
  type Kernel,
  type KernelFields,
} from "@eqlite/core/kernel";
import { QueryFailure } from "@eqlite/core/lang";
import { compilePredicate } from "@eqlite/core/match";
import { decodeAscii } from "../events/decode-ascii.ts";
import { linePieces } from "../stores/line-pieces.ts";
import { storesLimits } from "../stores/stores-limits.ts";
import type { CompiledQuery } from "./query-dsl/compile-query-dsl.ts";
import { compileSearchTest, type EventPlace } from "./query-dsl/search-condition.ts";
import { SearchError, tooCostly } from "./search-error.ts";
import type { BlockContent, PlacedDocument, SearchBlock } from "./search-source.ts";

/** A document that a query finds. The same object for all; good during the call only. */
export interface Hit extends EventPlace {
  /** What its fields hold. */
  readonly view: EventView;
  readonly position: number;
}

export interface BlockJudge {
  /** Judges all documents of a block; whether they were judged to the end: `onHit` ends it by false. */
  judge(block: SearchBlock, content: BlockContent, onHit: (hit: Hit) => boolean): boolean;
  /** To be called once after the last block: others take over what it worked with. */
  end(): void;
}

const memories = createKernelMemories();

/**
 * Finds the documents of blocks for which a query holds. The fields that hits are to be asked for must have been compiled
 * by `compileFields`, which is called before the first block.
 */
export function createBlockJudge<Readers>(
  query: CompiledQuery,
  compileFields: (fields: KernelFields) => Readers,
): { readonly judge: BlockJudge; readonly readers: Readers } {
  const fields = createKernelFields();
  const holds = compilePredicate(query.condition, fields);
  const test = query.residual === undefined ? undefined : compileSearchTest(query.residual, fields);
  const readers = compileFields(fields);
  // It takes some milliseconds and megabytes: not before there is a block to judge.
  let created: Kernel | undefined;
  const kernelOf = (): Kernel => {
    created ??= createKernel({ fields, predicates: [query.condition], decodeAscii, memories });
    return created ?? tooCostly("the search names more fields than can be looked at in one pass");
  };
  const decoder = new TextDecoder();
  let block: SearchBlock | undefined;
  let lines: Uint8Array = new Uint8Array();
  let idOf: Extract<BlockContent, { kind: "lines" }>["idOf"] = () => "";
  let document: PlacedDocument | undefined;
  /** Of the line that is judged, also where it was left and became a document. */
  let lineFrom = 0;
  let lineTo = 0;
  let linesBefore = 0;
  const holdsFor = (view: EventView): boolean => {
    try {
      return holds(view);
    } catch (error) {
      // Conditions in EQL may fail on an event, as they do in its own search.
      if (!(error instanceof QueryFailure)) throw error;
      throw new SearchError("bad-request", "eql_illegal_argument_exception", error.message);
    }
  };
  const hit = {
    view: undefined as unknown as EventView,
    position: 0,
    index: "",
    id: (): string =>
      document?.id ?? idOf(linesBefore, () => decoder.decode(lines.subarray(lineFrom, lineTo))),
  };

  return {
    readers,
    judge: {
      judge(judged, content, onHit) {
        const kernel = kernelOf();
        block = judged;
        let goesOn = true;
        const show = (isCertain: boolean, view: EventView): void => {
          if (!goesOn || (!isCertain && !holdsFor(view))) return;
          hit.view = view;
          hit.index = document?.index ?? block?.index ?? "";
          hit.position = document?.position ?? (block?.position ?? 0) + lineFrom;
          if (test !== undefined && !test(view, hit)) return;
          goesOn = onHit(hit);
        };
        switch (content.kind) {
          case "lines": {
            document = undefined;
            lines = content.lines;
            idOf = content.idOf;
            let piecesLines = 0;
            // What was sent in one request is one block, and can be longer than what the kernel takes at once.
            for (const { bytes, byteOffset } of linePieces(lines, storesLimits.judgedPieceBytes)) {
              if (!goesOn) break;
              const stand = (from: number, to: number, before: number): void => {
                lineFrom = byteOffset + from;
                lineTo = byteOffset + to;
                linesBefore = piecesLines + before;
              };
              piecesLines += kernel.judgeBlock(bytes, {
                event(event) {
                  stand(event.lineFrom, event.lineTo, event.linesBefore);
                  show(event.isCertain[0] === 1, event.view);
                },
                line(from, to, before) {
                  if (!goesOn) return false;
                  const parsed = parseJson(decoder.decode(bytes.subarray(from, to)));
                  if (!parsed.ok || !isJsonObject(parsed.value)) return false;
                  kernel.judgeDocument(parsed.value, {
                    event(event) {
                      stand(from, to, before);
                      show(event.isCertain[0] === 1, event.view);
                    },
                  });
                  return false;
                },
              });
            }
            break;
          }
          case "documents":
            for (const placed of content.documents) {
              if (!goesOn) break;
              document = placed;
              kernel.judgeDocument(placed.document, {
                event: (event) => show(event.isCertain[0] === 1, event.view),
              });
            }
            document = undefined;
            break;
        }
        return goesOn;
      },
      end() {
        created?.release();
        created = undefined;
      },
    },
  };
}
