import type { PageImage } from './page-image.ts';
import type { RecordEncoder } from './record-encoder.ts';
import { varintLength, writeVarint } from './varint.ts';

/** Builds the b-tree of one table in an image: leaves as rows come, what is above them at the end (https://www.sqlite.org/fileformat2.html#b_tree_pages). */
export interface TableTree {
  /** Adds the row that the encoder encoded last; keys ascend and are at least 0. */
  readonly add: (key: number, length: number) => void;
  /** Completes the tree; nothing is added behind it. */
  readonly finish: () => void;
  /** Begins again, with an empty table. */
  readonly reset: () => void;
}

interface Page {
  readonly number: number;
  /** The largest key in it or below it. */
  readonly lastKey: number;
}

const leafFlag = 13;
const interiorFlag = 5;
const leafHeader = 8;
const interiorHeader = 12;
/** A place in the array of cells, a page number, and the longest key. */
const largestInteriorCell = 2 + 4 + 8;

/** Makes the tree of a table whose root is the page of this number. */
export function createTableTree(image: PageImage, root: number, encoder: RecordEncoder): TableTree {
  const { pageSize } = image;
  /** See “Overflow pages” in the description of the format: what stays in a leaf of a payload, at the most and at the least. */
  const mostLocal = pageSize - 35;
  const leastLocal = Math.floor(((pageSize - 12) * 32) / 255) - 23;
  let leaves: Page[] = [];
  let leaf = root;
  let cells = 0;
  let content = pageSize;
  let lastKey = -1;
  let long: Uint8Array = new Uint8Array(0);

  const closeLeaf = (): void => {
    writeHeader(image, leaf, leafFlag, cells, content);
    leaves.push({ number: leaf, lastKey });
  };
  const openLeaf = (number: number): void => {
    leaf = number;
    cells = 0;
    content = pageSize;
  };
  /** Room for a cell in the present leaf, or in a new one; returns where it begins in the image. */
  const roomFor = (size: number, key: number): number => {
    if (content - size < leafHeader + 2 * (cells + 1)) {
      closeLeaf();
      openLeaf(image.take(1));
    }
    content -= size;
    const bytes = image.bytes();
    const base = (leaf - 1) * pageSize;
    const place = base + leafHeader + 2 * cells++;
    bytes[place] = content >> 8;
    bytes[place + 1] = content & 255;
    lastKey = key;
    return base + content;
  };
  const addLong = (key: number, length: number): void => {
    if (long.length < length) long = new Uint8Array(length);
    encoder.write(long, 0);
    const fitting = leastLocal + ((length - leastLocal) % (pageSize - 4));
    const local = fitting <= mostLocal ? fitting : leastLocal;
    const at = roomFor(varintLength(length) + varintLength(key) + local + 4, key);
    let page = image.take(Math.ceil((length - local) / (pageSize - 4)));
    const bytes = image.bytes();
    const place = writeVarint(bytes, writeVarint(bytes, at, length), key);
    bytes.set(long.subarray(0, local), place);
    const view = new DataView(bytes.buffer);
    view.setUint32(place + local, page);
    for (let from = local; from < length; page++) {
      const to = Math.min(length, from + pageSize - 4);
      const base = (page - 1) * pageSize;
      view.setUint32(base, to < length ? page + 1 : 0);
      bytes.set(long.subarray(from, to), base + 4);
      from = to;
    }
  };

  return {
    add: (key, length) => {
      if (key <= lastKey) throw new RangeError(`the key ${key} does not follow ${lastKey}`);
      if (length > mostLocal) {
        addLong(key, length);
        return;
      }
      const at = roomFor(varintLength(length) + varintLength(key) + length, key);
      const bytes = image.bytes();
      encoder.write(bytes, writeVarint(bytes, writeVarint(bytes, at, length), key));
    },
    finish: () => {
      closeLeaf();
      if (leaves.length === 1) return;
      // The first leaf was begun in the root, which is above all others now.
      const moved = image.take(1);
      const bytes = image.bytes();
      bytes.copyWithin((moved - 1) * pageSize, (root - 1) * pageSize, root * pageSize);
      writeInteriors(image, root, [{ number: moved, lastKey: leaves[0]?.lastKey ?? 0 }, ...leaves.slice(1)]);
    },
    reset: () => {
      leaves = [];
      lastKey = -1;
      openLeaf(root);
    },
  };
}

/** Writes the levels above some pages, the last of them into the root. */
function writeInteriors(image: PageImage, root: number, pages: readonly Page[]): void {
  const fanOut = Math.floor((image.pageSize - interiorHeader) / largestInteriorCell);
  let level = pages;
  while (level.length > fanOut) {
    const groups = inGroups(level, Math.ceil(level.length / fanOut));
    level = groups.map((children) => {
      const number = image.take(1);
      writeInterior(image, number, children);
      return { number, lastKey: children.at(-1)?.lastKey ?? 0 };
    });
  }
  writeInterior(image, root, level);
}

/** Groups of nearly equal size: SQLite takes a page above others that has no cell for damage. */
function inGroups<Item>(items: readonly Item[], count: number): readonly (readonly Item[])[] {
  return Array.from({ length: count }, (_, index) =>
    items.slice(Math.floor((index * items.length) / count), Math.floor(((index + 1) * items.length) / count)),
  );
}

function writeInterior(image: PageImage, number: number, children: readonly Page[]): void {
  const bytes = image.bytes();
  const view = new DataView(bytes.buffer);
  const base = (number - 1) * image.pageSize;
  let content = image.pageSize;
  for (const [index, child] of children.slice(0, -1).entries()) {
    content -= 4 + varintLength(child.lastKey);
    view.setUint32(base + content, child.number);
    writeVarint(bytes, base + content + 4, child.lastKey);
    view.setUint16(base + interiorHeader + 2 * index, content);
  }
  writeHeader(image, number, interiorFlag, children.length - 1, content);
  view.setUint32(base + 8, children.at(-1)?.number ?? 0);
}

function writeHeader(image: PageImage, number: number, flag: number, cells: number, content: number): void {
  const bytes = image.bytes();
  const base = (number - 1) * image.pageSize;
  bytes[base] = flag;
  // No free blocks; a page of 65,536 bytes says 0 for its end.
  bytes[base + 1] = 0;
  bytes[base + 2] = 0;
  bytes[base + 3] = cells >> 8;
  bytes[base + 4] = cells & 255;
  bytes[base + 5] = (content >> 8) & 255;
  bytes[base + 6] = content & 255;
  bytes[base + 7] = 0;
}
