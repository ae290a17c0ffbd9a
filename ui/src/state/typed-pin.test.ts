import { describe, expect, it } from 'vitest';
import { TypedPin } from './typed-pin.svelte';

/** What the window does with keys, each so long after the one before; whether they did anything. */
function type(pin: TypedPin, keys: string[], pause: number, from = 1000): boolean[] {
  return keys.map((key, place) => {
    const more = { repeat: false, ctrlKey: false, altKey: false, metaKey: false };
    if (pin.hear({ key, timeStamp: from + place * pause, ...more })) return false;
    if (/^\d$/.test(key)) pin.press(key);
    return true;
  });
}

const EAN_8 = [...'78012349', 'Enter'];

describe('a barcode at the lock', () => {
  it('is no PIN, though it is as long as one', () => {
    const pin = new TypedPin();
    const used = type(pin, EAN_8, 8);
    expect(used.at(-1), 'its Enter checks nothing').toBe(false);
    expect([pin.digits, pin.isScanned]).toEqual(['', true]);
  });

  it('leaves what a hand typed before it', () => {
    const pin = new TypedPin();
    type(pin, ['4', '7'], 180);
    type(pin, EAN_8, 8, 5000);
    expect(pin.digits).toBe('47');
  });

  it('is told of until the next key', () => {
    const pin = new TypedPin();
    const nexts = [() => pin.press('4'), () => pin.backspace(), () => pin.clear()];
    nexts.forEach((next, turn) => {
      type(pin, EAN_8, 8, 1000 * (turn + 1));
      expect(pin.isScanned).toBe(true);
      next();
      expect(pin.isScanned).toBe(false);
    });
  });

  it('is too long for a PIN where a slow scanner types it', () => {
    const pin = new TypedPin();
    type(pin, [...'7802900001234'], 40);
    expect([pin.isTooLong, pin.isWhole]).toEqual([true, false]);
  });
});

describe('a hand at the lock', () => {
  it('types a long PIN as fast as it can', () => {
    const pin = new TypedPin();
    expect(type(pin, [...'78012349', 'Enter'], 40)).toEqual(Array(9).fill(true));
    expect([pin.digits, pin.isWhole, pin.isScanned]).toEqual(['78012349', true, false]);
  });

  it('types a short PIN at any pace', () => {
    const pin = new TypedPin();
    expect(type(pin, [...'47110', 'Enter'], 1)).toEqual(Array(6).fill(true));
    expect(pin.isWhole).toBe(true);
  });

  it('takes digits back', () => {
    const pin = new TypedPin();
    type(pin, [...'4711'], 180);
    pin.backspace();
    expect([pin.digits, pin.isWhole]).toEqual(['471', false]);
  });
});
