/** Exact bytes of records and blank lines, packed to cross threads as a few arrays. */
export interface PackedForms {
  readonly bytes: Uint8Array;
  /** For each form the row number, whether it is of blank lines before that row, and where its bytes end. */
  readonly rows: Float64Array;
  readonly areBlank: Uint8Array;
  readonly ends: Float64Array;
}

/** Packs forms as they come. */
export interface FormPacker {
  readonly add: (row: number, kind: 'record' | 'blank', bytes: Uint8Array) => void;
  readonly take: () => PackedForms;
}

/** Makes a packer; the bytes are copied at once. */
export function createFormPacker(): FormPacker {
  let bytes = new Uint8Array(1 << 12);
  let length = 0;
  let forms: { readonly row: number; readonly isBlank: boolean; readonly end: number }[] = [];
  return {
    add: (row, kind, form) => {
      if (length + form.length > bytes.length) {
        const larger = new Uint8Array(Math.max(length + form.length, bytes.length * 2));
        larger.set(bytes.subarray(0, length));
        bytes = larger;
      }
      bytes.set(form, length);
      length += form.length;
      forms.push({ row, isBlank: kind === 'blank', end: length });
    },
    take: () => {
      const packed = {
        bytes: bytes.slice(0, length),
        rows: Float64Array.from(forms, ({ row }) => row),
        areBlank: Uint8Array.from(forms, ({ isBlank }) => (isBlank ? 1 : 0)),
        ends: Float64Array.from(forms, ({ end }) => end),
      };
      length = 0;
      forms = [];
      return packed;
    },
  };
}

/** The forms again, one after the other. */
export function* unpackForms({ bytes, rows, areBlank, ends }: PackedForms): Generator<{
  readonly row: number;
  readonly kind: 'record' | 'blank';
  readonly bytes: Uint8Array;
}> {
  let start = 0;
  for (const [index, row] of rows.entries()) {
    const end = ends[index] ?? start;
    yield { row, kind: areBlank[index] === 1 ? 'blank' : 'record', bytes: bytes.subarray(start, end) };
    start = end;
  }
}
