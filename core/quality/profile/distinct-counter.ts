import { hashed, hashText } from './hash.ts';

/** Estimates how many different texts were seen. */
export interface DistinctCounter {
  readonly see: (text: string) => void;
  readonly estimate: () => number;
}

const bits = 14;
const registers = 2 ** bits;

/**
 * HyperLogLog (Flajolet, Fusy, Gandouet and Meunier 2007) with 2^14 registers of a byte: a standard error of 1.04 ÷ √2^14, about 0.8 %.
 * Linear counting where few registers are filled.
 */
export function createDistinctCounter(): DistinctCounter {
  const ranks = new Uint8Array(registers);
  return {
    see: (text) => {
      hashText(text);
      const register = hashed.high >>> (32 - bits);
      const rank = Math.clz32(hashed.low) + 1;
      if (rank > (ranks[register] ?? 0)) ranks[register] = rank;
    },
    estimate: () => {
      let sum = 0;
      let empty = 0;
      for (const rank of ranks) {
        sum += 2 ** -rank;
        if (rank === 0) empty++;
      }
      const raw = ((0.7213 / (1 + 1.079 / registers)) * registers ** 2) / sum;
      return Math.round(raw <= 2.5 * registers && empty > 0 ? registers * Math.log(registers / empty) : raw);
    },
  };
}
