import { describe, expect, it } from 'vitest';
import { Scanner } from './scanner';

/** Types characters with the same pause between them; what was typed before is their number. */
function typed(scanner: Scanner, count: number, pause: number, from = 1000): (string | null)[] {
  return Array.from({ length: count }, (_, index) =>
    scanner.hear(from + index * pause, `${index}`, false),
  );
}

describe('a barcode', () => {
  it('is known by its fourth character, and taken back to where it began', () => {
    expect(typed(new Scanner(), 6, 10)).toEqual([null, null, null, '0', '0', '0']);
  });

  it('may take a tenth of a second between two characters, and no longer', () => {
    expect(typed(new Scanner(), 5, 100).at(-1)).toBe('0');
    expect(typed(new Scanner(), 9, 101)).toEqual(Array(9).fill(null));
  });

  it('leaves what a hand typed before it', () => {
    const scanner = new Scanner();
    typed(scanner, 5, 150);
    scanner.hear(3000, '12990', false);
    scanner.hear(3010, '129907', false);
    scanner.hear(3020, '1299078', false);
    expect(scanner.hear(3030, '12990780', false)).toBe('12990');
  });

  it('ends with its Enter, or two of them', () => {
    const scanner = new Scanner();
    typed(scanner, 4, 10);
    expect(scanner.ends(1120)).toBe(true);
    expect(scanner.ends(1200)).toBe(true);
  });

  it('is over after a pause: the next Enter is a hand', () => {
    const scanner = new Scanner();
    typed(scanner, 4, 10);
    expect(scanner.ends(1131)).toBe(false);
  });

  it('may follow another', () => {
    const scanner = new Scanner();
    typed(scanner, 6, 10);
    expect(typed(scanner, 4, 10, 5000)).toEqual([null, null, null, '0']);
  });
});

describe('a barcode where people type in haste', () => {
  const scanner = () => new Scanner({ characters: 6, pause: 30 });

  it('is longer, and faster', () => {
    expect(typed(scanner(), 7, 30)).toEqual([null, null, null, null, null, '0', '0']);
    expect(typed(scanner(), 9, 31)).toEqual(Array(9).fill(null));
  });

  it('has an Enter that may take longer', () => {
    const hasty = scanner();
    typed(hasty, 6, 10);
    expect(hasty.ends(1150)).toBe(true);
  });
});

describe('a barcode where nothing is typed', () => {
  const key = (name: string, timeStamp: number) => ({
    key: name,
    timeStamp,
    repeat: false,
    ctrlKey: false,
    altKey: false,
    metaKey: false,
  });

  it('is taken with its Enter', () => {
    const scanner = new Scanner();
    const taken = [...'78028'].map((digit, at) => scanner.takes(key(digit, 1000 + 10 * at)));
    expect(taken).toEqual([false, false, false, true, true]);
    expect(scanner.takes(key('Enter', 1060))).toBe(true);
  });

  it('leaves Enter and the arrows to a hand', () => {
    const scanner = new Scanner();
    for (let at = 0; at < 6; at += 1) expect(scanner.takes(key('ArrowDown', 10 * at))).toBe(false);
    expect(scanner.takes(key('Enter', 70))).toBe(false);
  });
});

describe('a hand', () => {
  it('may type three keys at once, and Enter', () => {
    const scanner = new Scanner();
    expect(typed(scanner, 3, 10)).toEqual([null, null, null]);
    expect(scanner.ends(1030)).toBe(false);
  });

  it('may hold a key down', () => {
    const scanner = new Scanner();
    scanner.hear(1000, '1', false);
    for (let repeat = 1; repeat < 9; repeat += 1) {
      expect(scanner.hear(1000 + 30 * repeat, '1', true)).toBeNull();
    }
    expect(scanner.ends(1290)).toBe(false);
  });
});
