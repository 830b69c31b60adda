// Packs from the server: a JSON head, then columns of numbers, laid over the bytes that came.

import { VERSION, type City, type Frame } from "./wire";

type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array;
export type Columns = Record<string, Column>;

export interface Pack {
  head: City | Frame;
  columns: Columns;
}

/** A pack of any kind. */
export interface Parts {
  head: Record<string, unknown>;
  columns: Columns;
}

/** Whether what came is compressed. */
export const isSqueezed = (buffer: ArrayBuffer): boolean => new DataView(buffer).getUint16(0) === 0x1f8b;

/** What was compressed by gzip, as it was. */
export const unsqueezed = (content: BlobPart): Promise<ArrayBuffer> =>
  new Response(new Blob([content]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();

export const unpack = (buffer: ArrayBuffer): Pack => unpackAs(buffer) as unknown as Pack;

export function unpackAs(buffer: ArrayBuffer): Parts {
  const view = new DataView(buffer);
  if (view.getUint16(0) !== 0x5547) throw new Error("no pack");
  if (view.getUint16(2, true) !== VERSION) throw new Error("the page is of another version than the server: load it again");
  const length = view.getUint32(4, true);
  let at = 8 + length;
  const { columns: listed, ...head } = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  const columns: Columns = {};
  for (const [name, kind, n] of listed as [string, string, number][]) {
    at += (8 - (at % 8)) % 8;
    if (kind === "u1") columns[name] = new Uint8Array(buffer, at, n);
    else if (kind === "u2") columns[name] = new Uint16Array(buffer, at, n);
    else if (kind === "u4") columns[name] = new Uint32Array(buffer, at, n);
    else columns[name] = new Int32Array(buffer, at, n);
    at += columns[name].byteLength;
  }
  return { head, columns };
}
