/** The image of a database file that grows page by page. Its memory is used again for the next one. */
export interface PageImage {
  readonly pageSize: number;
  /** The bytes from the beginning of the file; another array once pages were taken. */
  readonly bytes: () => Uint8Array;
  /** Adds so many pages in a row, whose bytes are whatever was there; returns the number of the first. */
  readonly take: (count: number) => number;
  /** Begins again with the pages of the template. */
  readonly reset: () => void;
  /** The finished file: valid until the next reset. */
  readonly finish: (userVersion: number) => Uint8Array;
}

/** Places in the header of a database file (https://www.sqlite.org/fileformat2.html#the_database_header). */
const placeOfPageCount = 28;
const placeOfUserVersion = 60;

/** Makes an image that begins with the pages of an empty database. */
export function createPageImage(template: Uint8Array, pageSize: number): PageImage {
  let bytes = new Uint8Array(Math.max(1 << 20, template.length));
  let pages = 0;
  const reserve = (size: number): void => {
    if (size <= bytes.length) return;
    const larger = new Uint8Array(Math.max(size, bytes.length * 2));
    larger.set(bytes);
    bytes = larger;
  };
  const reset = (): void => {
    bytes.set(template);
    pages = template.length / pageSize;
  };
  reset();
  return {
    pageSize,
    bytes: () => bytes,
    take: (count) => {
      const first = pages + 1;
      pages += count;
      reserve(pages * pageSize);
      return first;
    },
    reset,
    finish: (userVersion) => {
      const header = new DataView(bytes.buffer, 0, 100);
      header.setUint32(placeOfPageCount, pages);
      header.setUint32(placeOfUserVersion, userVersion);
      return bytes.subarray(0, pages * pageSize);
    },
  };
}
